operation = Operation MIST
operation-long = Operation MIST: Measure the Impact of a Shock in the Taiwan Strait
skip-link = Skip to the content
language-nav = Languages
footer = Computed with MIST { $version }. Published on { $date }.
kind = Exposure summary
country-title = { $country }: economic exposure to Taiwan Strait escalation
index-title = Economic exposure to Taiwan Strait escalation

# The sentence.
brief-heading = In brief
condition = Under { $phrase } lasting about { $duration } ({ $range })
condition-fixed = Under { $phrase } lasting { $duration }
condition-plain = Under { $phrase }
quoted-phrase = the scenario “{ $title }”
sentence-lower = { $condition }, { $owner } output over the first year would be lower by { $median } ({ $range }).
sentence-higher = { $condition }, { $owner } output over the first year would be higher by { $median } ({ $range }).
sentence-same = { $condition }, { $owner } output over the first year would not change.
reading = Each scenario was played { $draws } times, with its uncertain numbers drawn anew each time. The first figure is the median; nine draws in ten lie within the range that follows it (from the 5 % to the 95 % quantile).

# The table.
table-heading = Losses by scenario
table-caption = Median of all draws; below it the range of nine draws in ten (5–95 %).
col-scenario = Scenario
col-losses = Loss of value added, compared with the same days without a crisis
col-days = First { $days } days
col-trade = Trade disrupted, first 365 days
col-shortage = First binding shortage
col-recovery = Time to recover
in-draws = in { $share } of draws
no-shortage = none in any draw
no-recovery-needed = output stays above 95 %
unrecovered = not within the period computed in { $share } of draws
table-note = Trade disrupted: imports and exports that do not take place; it is not a loss of output and must not be added to it. First binding shortage: the day on which the lack of an input first holds a sector’s production back by more than 1 %. Time to recover: from the low point until value added is back at 95 % of its level without a crisis.
gain-note = A minus sign marks a gain: suppliers elsewhere can take over orders.

# The charts.
charts-heading = Losses over time, and what drives them
fan-caption = Loss over time
fan-unit = Value added lost in each week, in per cent of that week’s level without a crisis
fan-title = { $country }, { $scenario }: loss of value added by week
fan-x-label = Months since the crisis began
fan-empty = No weekly figures are available.
fan-description = The median loss is greatest in week { $week }, at { $peak } of the week’s value added; nine draws in ten then lie within { $range }. In week { $end }, the last one computed, the median is { $last }.
fan-data-caption = Loss of value added by week, per cent: median and quantiles of the draws
key-median = Median
key-inner = Half of the draws (25–75 %)
key-outer = Nine draws in ten (5–95 %)
fan-data = Show the weekly figures
drivers-data = Show the contributions as a table
col-week = Week
col-median = Median
drivers-caption = What drives the loss
drivers-unit = Contributions to the mean loss of the first 365 days, in per cent of a year’s value added; line: 95 % interval of the Monte Carlo error
drivers-title = { $country }, { $scenario }: contributions to the mean loss of the first year
drivers-description = Mean loss of the first year: { $mean } of value added. Contributions (Shapley values): { $parts }.
drivers-part = { $driver } { $share }
drivers-data-caption = Contributions to the mean loss of the first 365 days (Shapley values, which add up to it)
col-driver = Channel
col-contribution = Contribution
col-interval = 95 % interval
# As they stand inside a sentence; labels begin with a capital.
driver-chips = semiconductors
driver-energy = energy supply of Taiwan
driver-taiwan-trade = other trade with Taiwan
driver-strait-transit = transit through the Taiwan Strait
driver-sanctions = sanctions and retaliation
driver-raw-materials = critical raw materials
driver-finance = finance and investment
driver-damage = physical damage in Taiwan

# What this is not.
caveats-heading = What this is not
not-forecast-heading = Not a forecast.
not-forecast-text = A scenario says what would follow if it came about. It says nothing about whether or when that might be.
not-at-risk-heading = Value at risk is not loss.
not-at-risk-text = The trade and output that depend on Taiwan or on the Strait are larger than what would be lost, because stocks, other suppliers and longer routes replace a part. Trade disrupted, output lost and welfare lost are different quantities; none may be added to another.
not-complete-heading = Not everything is counted.
not-complete-text = Left out are loss of life, destruction outside Taiwan, prices, exchange rates and wealth, the answers of monetary and fiscal policy, military spending, and a spread of the crisis to other regions.
not-in-this-run = In this computation nothing is attributed to: { $drivers }.
not-official-heading = Not official statistics.
not-official-text = The table of the world economy is modelled: older official structure, moved to a recent year with published totals. The range shows the uncertainty of the scenario and of the model’s parameters, not that of the table.
tier-a-heading = Data tier A.
tier-a-text = This economy has accounts of its own in the source table.
tier-b-heading = Data tier B.
tier-b-text = This economy is carved out of the rest of the world: its GDP and its trade are its own, the structure of its production is borrowed from comparable economies. Its figures are less certain than their range shows.
tier-rest-heading = A remainder.
tier-rest-text = The rest of the world is what the table does not show as an economy of its own; its figures hold for the sum, not for any country within it.
tier-world-heading = A sum.
tier-world-text = The world’s figures are the sum of all economies, draw by draw.

# The recipe.
recipe-heading = How to repeat this
recipe-note = The same command with the same inputs gives the same figures to the last digit. The Monte Carlo error is that of the median loss of the first year on this page.
recipe-note-world = The same command with the same inputs gives the same figures to the last digit. The Monte Carlo error is that of the world’s median loss of the first year.
recipe-economy = Economy
recipe-year = level of { $year }
recipe-parameters = Model parameters (SHA-256)
recipe-version = Version
recipe-seed = Seed
recipe-scenario = Scenario
recipe-model = model
recipe-draws = { $draws } draws
recipe-attributed = { $draws } of them for the contributions
recipe-unconverged = the stated Monte Carlo error was not reached
recipe-error = Monte Carlo error:
recipe-amplification = amplification (total over direct loss):
recipe-assumptions = inputs that move the loss most, with the share of its variance that each explains:
recipe-collapsed = draws in which world output collapses:
recipe-failed = draws left out because a figure was not a number:
recipe-command = Command
sources-heading = Sources and licences

# The index.
ranking-nav = Scenarios
ranking-caption = Loss of value added in the first 365 days: median, and the range of nine draws in ten (5–95 %)
ranking-note = The line shows the range, the dot the median, the grey stroke zero; an arrow means that the range goes on. Tier: A, own accounts in the source table; B, structure borrowed from comparable economies.
col-rank = Rank
col-rank-short = No.
col-economy = Economy
col-loss-percent = Loss, % of value added
col-strip = Range
col-loss-usd = Loss, USD
col-tier = Tier
tier-a-short = A
tier-b-short = B
tier-rest-short = remainder
tier-world-short = sum
