# 数値・範囲・金額・期間の書き方。U+2060は範囲の途中での改行を防ぐ。

language-name = 日本語
cldr-locale = ja-JP

percent = { $number }%
percent-below = { $step }%未満
percent-above = { $number }%超
percent-range = { $low }{"\u2060"}～{"\u2060"}{ $high }%
percent-range-signed = { $low }{"\u2060"}～{"\u2060"}{ $high }%
points = { $number }ポイント

prose-percent = { $number }%
prose-percent-below = { $step }%未満
prose-range = { $low }{"\u2060"}～{"\u2060"}{ $high }%
prose-range-from-little = { $low }から{ $high }まで
prose-range-one = 範囲全体で{ $value }
prose-gain-to-loss = { $low }の増加から{ $high }の減少まで
prose-loss-to-gain = { $low }の減少から{ $high }の増加まで

range = { $low }{"\u2060"}～{"\u2060"}{ $high }
range-signed = { $low }{"\u2060"}～{"\u2060"}{ $high }
factor = { $median }（{ $range }）

money-1-power = 4
money-1 = { $amount }万ドル
money-2-power = 8
money-2 = { $amount }億ドル
money-3-power = 12
money-3 = { $amount }兆ドル
money-none = 0ドル
money-below = 100万ドル未満

day-number = { $day }日目
day-range = { $low }{"\u2060"}～{"\u2060"}{ $high }日目
duration-days = { $count ->
   *[other] { $amount }日間
}
duration-weeks = { $count ->
   *[other] { $amount }週間
}
duration-months = { $count ->
   *[other] { $amount }か月
}
duration-years = { $count ->
   *[other] { $amount }年
}

or-more = { $duration }以上

list-separator = 、
list-separator-strong = ；
clause = 、
sentence-space = {""}

owner = { $name }の
