# The site around the summaries.
site-nav = Pages of this site
nav-home = Overview
nav-compare = Side by side
nav-exposure = Exposure
nav-method = Method
nav-data = Data and licences
site-intro = What a crisis in the Taiwan Strait would cost each economy, scenario by scenario. Every figure holds only if its scenario comes about.

# Finding an economy.
find-heading = Find an economy
find-label = Name or code of an economy
find-count = Found:

# The map.
map-caption = Value added lost in the first 365 days, median of the draws, in per cent of a year’s value added
map-title = { $scenario }: lost output by economy
map-description = World map. The largest median losses: { $largest }. The smallest: { $smallest }. All figures stand in the table below it.
map-at-least = { $number } % or more
map-gain = output higher
map-rest = within the rest of the world
map-note = Equal Earth projection; shapes from Natural Earth. Economies too small to be seen are circles. Neither borders nor names are a statement on legal status.
map-elsewhere = Not on the map, but in the table: { $number }.
ranking-top = The { $number } economies that would lose most; the scenario’s page has all.
scenario-more = All economies, the course of events and the sources

# Kinds of figures.
kinds-heading = Five kinds of figures
kinds-note = They measure different things. No chart or table on this site holds two of them, and none may be added to another.
kind-at-risk = At risk
kind-at-risk-text = Trade, output or GDP that depends on Taiwan, on the PRC or on the Strait before any shock. It is more than would be lost.
kind-disrupted = Disrupted
kind-disrupted-text = Imports and exports that do not take place under a scenario. They are not lost output: stocks, other suppliers and later deliveries replace a part.
kind-lost-output = Lost output
kind-lost-output-text = Value added below its level without a crisis, by day, week or year.
kind-lost-welfare = Lost welfare
kind-lost-welfare-text = What households lose, prices and scarcity included. MIST does not compute it.
kind-expected = Expected
kind-expected-text = A loss times the likelihood of its scenario. MIST names no likelihood of a scenario and computes no such figure.

# A scenario's page.
scenario-sentence-heading = In brief
ladder-heading = The course of events
ladder-caption = How long each phase lasts if it is reached, in days: bar, median; line, nine draws in ten
ladder-title = { $scenario }: phases and how long they last
ladder-description = Phases in the order in which they are reached: { $phases }.
ladder-lasts = beyond the year computed
ladder-days = { $median } days ({ $range })
ladder-table = Phases, how long they last and what follows
col-phase = Phase
col-lasts = Lasts
col-then = Then
then-peace = peace
then-chance = { $phase } with { $share }
then-by-time = { $phase } with { $share }, depending on how long the phase has lasted
then-otherwise = otherwise { $phase }
then-always = { $phase }
multiples-heading = The same scenario in several economies
multiples-caption = Lost output by week, in per cent of the week’s value added, all on one scale: line, median; bands, half of the draws and nine in ten. The economies that would lose most; an arrow marks one that goes beyond the scale.
multiples-peak = Greatest weekly loss, median: { $share }
full-ranking = All economies
story-heading = The scenario in full, with the source of every number
story-language = As it stands in the scenario’s file.
story-missing = The result does not hold the scenario’s file.

# Side by side.
compare-all-title = All economies and scenarios side by side
compare-all-caption = Lost output: value added lost in the first 365 days, per cent of a year’s value added; median, and the range of nine draws in ten
disrupted-caption = Disrupted: imports and exports that do not take place in the first 365 days; median, and the range of nine draws in ten
shading-note = The darker a cell, the larger its figure: from 1, 2, 5 and 10 %.

# Exposure of all.
matrix-title = Exposure of all economies before any shock
matrix-caption = At risk: { $measure } tied to each partner, looked through the supply chain, in per cent
matrix-note = A share at risk is not a loss. Sorted by dependence on Taiwan.
matrix-missing = This publication holds no figures of exposure.

# Method, data and licences.
method-title = Method
method-how-heading = How the figures are made
method-how-text = A table of the world economy says which sector of which economy buys from which other. A scenario says what could happen, phase by phase, with every uncertain number as a range. Each draw takes one value from every range and plays a year through that table day by day: what no longer arrives, what stocks bridge, who can supply instead, what stands still. Many draws give the median and the range.
method-limits-heading = What this is not
method-check-heading = How to check them
method-check-text = The same version, seed and inputs give the same figures to the last digit. A bundle holds a result with all its inputs; with it, anyone can run single draws or all of them again and compare.
data-title = Data and licences
downloads-heading = Downloads
downloads-caption = Files of this publication
col-file = File
col-holds = Holds
col-size = Size
holds-summary-csv = every published figure, for spreadsheets
holds-summary-json = every published figure, for programs
holds-exposure = every figure of exposure before any shock, with its derivation
holds-manifest = what the figures were made from, with checksums
holds-datapackage = description of the files (Frictionless Data)
holds-dcat = description of the dataset (DCAT-AP)
holds-feed = news of this publication (Atom)
size-kb = { $number } kB
feed-title = { $operation }: publications
feed-entry = Figures computed with MIST { $version }, published on { $date }
