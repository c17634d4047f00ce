compare-title = What a measure or another scenario changes
compare-reading = Both sides of a comparison have the same { $draws } draws. The change is the median, over the draws, of the loss of the side that is named less that of its base, in percentage points of a year’s value added: below zero where less is lost. After ± stands its Monte Carlo standard error, then the range of nine draws in ten. Scenarios and measures bound what could happen; costs of a measure itself are left out.
compare-against = Compared with:
compare-caption = Loss of value added in the first 365 days, and how it changes
col-base = Base, %
col-with = Named side, %
col-change = Change, points
col-change-usd = Change, billion USD
col-less = Draws with less loss, %
compare-range = ({ $low } to { $high })
compare-precision = World, mean change: { $change } points, with an error of { $error }; with separate luck on either side the error would be { $separate }.
compare-failed = Draws that failed and are left out: { $draws }.
compare-side-by-side = Side by side
compare-side-by-side-caption = Loss of value added in the first 365 days, in per cent of a year’s: median, and the range of nine draws in ten
col-own-weights = By the weights given
compare-weights = The last column mixes the scenarios by weights that whoever made this page chose: { $weights }. MIST has no weights of its own and gives no probability of any scenario.
compare-weighted-reading = Means over the scenarios, by weights that whoever made this page chose: { $weights }. The change is the mean of the weighted difference, draw by draw; after ± stands its own Monte Carlo standard error, then the range of nine draws in ten of the mixture. MIST has no weights of its own and gives no probability of any scenario.

# On the page of an economy and on the site.
measured-heading = What responses and levers change
measured-caption = Loss of value added in the first 365 days on the same draws ({ $draws } or more) without and with each measure. Change: median over the draws, its Monte Carlo standard error, and the range of nine draws in ten
col-lever = Response or lever
col-without = Without, %
col-with-it = With, %
measured-note = Below zero, less is lost. What a measure itself costs is left out; no advice follows from a figure.
measured-missing = This publication compares no responses or levers. These two commands put them here:
measured-data = Show all responses and levers

# The same in the annex, the workbook and the files.
table-changes = Responses and levers
table-changes-about = Losses under each scenario without and with each response or lever, on the same draws, and the difference draw by draw; empty cells where a figure has no distribution.
column-measures = Measures
column-measures-about = the responses and levers that are laid over the scenario together
column-change = Quantity
column-change-about = losses without and with, their difference (below zero, less is lost), or how often it has which sign
column-mean-error = Monte Carlo error of the mean
column-mean-error-about = standard error of the mean difference; it rests on the common draws
column-common-draws = Common draws
column-common-draws-about = draws that failed on neither side
column-rests-on = Rests on
column-rests-on-about = works that the numbers of the measures cite, by identifier; the table of sources has them in full; empty where the numbers cite none
change-without = loss without
change-with = loss with
change-difference = difference: with less without
change-less = draws with less loss
change-more = draws with more loss
measured-command = Command of the comparison
measured-works = Works that the numbers of these measures cite:
