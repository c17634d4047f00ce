# Numbers, ranges, money and time. Arguments arrive with their digits set by CLDR's rules; a space
# between number and sign does not break; U+2060 keeps a range on one line.

language-name = English
# Whose conventions for numbers and dates.
cldr-locale = en-GB

percent = { $number } %
percent-below = less than { $step } %
percent-above = more than { $number } %
percent-range = { $low }–{"\u2060"}{ $high } %
percent-range-signed = { $low } to { $high } %
points = { $number } percentage points

prose-percent = { $number } %
prose-percent-below = less than { $step } %
prose-range = { $low }–{"\u2060"}{ $high } %
prose-range-from-little = from { $low } to { $high }
prose-range-one = { $value } throughout the range
prose-gain-to-loss = from a gain of { $low } to a loss of { $high }
prose-loss-to-gain = from a loss of { $low } to a gain of { $high }

range = { $low }–{"\u2060"}{ $high }
range-signed = { $low } to { $high }
factor = { $median } ({ $range })

# Units of money, small to large, with the power of ten of US dollars from which each is used.
money-1-power = 6
money-1 = USD { $amount } million
money-2-power = 9
money-2 = USD { $amount } billion
money-3-power = 12
money-3 = USD { $amount } trillion
money-none = USD 0
money-below = less than USD 1 million

day-number = day { $day }
day-range = days { $low }–{"\u2060"}{ $high }
duration-days = { $count ->
    [one] { $amount } day
   *[other] { $amount } days
}
duration-weeks = { $count ->
    [one] { $amount } week
   *[other] { $amount } weeks
}
duration-months = { $count ->
    [one] { $amount } month
   *[other] { $amount } months
}
duration-years = { $count ->
    [one] { $amount } year
   *[other] { $amount } years
}

# A length of time that was not followed to its end.
or-more = { $duration } or more

# Between items of a list; between parts of a line; between sentences.
list-separator = {", "}
list-separator-strong = {"; "}
clause = {", "}
sentence-space = {" "}

owner = { $name }’s
