# 數字、區間、金額與時間的寫法。U+2060 防止區間中途換行。

language-name = 繁體中文
cldr-locale = zh-Hant-TW

percent = { $number }%
percent-below = 不到{ $step }%
percent-above = 超過{ $number }%
percent-range = { $low }{"\u2060"}～{"\u2060"}{ $high }%
percent-range-signed = { $low }{"\u2060"}～{"\u2060"}{ $high }%
points = { $number }個百分點

prose-percent = { $number }%
prose-percent-below = 不到{ $step }%
prose-range = { $low }%至{ $high }%
prose-range-from-little = { $low }至{ $high }
prose-range-one = 整個區間均為{ $value }
prose-gain-to-loss = 自增加{ $low }至減少{ $high }
prose-loss-to-gain = 自減少{ $low }至增加{ $high }

range = { $low }{"\u2060"}～{"\u2060"}{ $high }
range-signed = { $low }{"\u2060"}～{"\u2060"}{ $high }
factor = { $median }（{ $range }）

money-1-power = 4
money-1 = { $amount }萬美元
money-2-power = 8
money-2 = { $amount }億美元
money-3-power = 12
money-3 = { $amount }兆美元
money-none = 0美元
money-below = 不到100萬美元

day-number = 第{ $day }天
day-range = 第{ $low }{"\u2060"}～{"\u2060"}{ $high }天
duration-days = { $count ->
   *[other] { $amount }天
}
duration-weeks = { $count ->
   *[other] { $amount }週
}
duration-months = { $count ->
   *[other] { $amount }個月
}
duration-years = { $count ->
   *[other] { $amount }年
}

or-more = { $duration }以上

list-separator = 、
list-separator-strong = ；
clause = ，
sentence-space = {""}

owner = { $name }
