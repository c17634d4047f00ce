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

# Responses and levers.
nav-measures = Responses and levers
measures-title = Responses and levers
measures-intro = What governments could do about a crisis, and what can be prepared before one. Each can be laid over a scenario: the same draws with and without it show what it changes. None is a recommendation.
responses-heading = Responses to a crisis
levers-heading = Levers, set before a crisis or to soften it
measure-full = In full, with the source of every number

# What a phase does, in numbers.
facts-heading = What each phase does, in numbers
facts-caption = Median of each number, and the range of nine draws in ten. The works that a source names are listed below.
col-what = What
col-number = Number
col-known = How it is known
known-measured = measured
known-published-estimate = published estimate
known-modelled = modelled
known-judgement = judgement
fact-sea-energy = fuel to Taiwan that still moves by sea
fact-sea-food = food to and from Taiwan that still moves by sea
fact-sea-bulk = other bulk to and from Taiwan that still moves
fact-sea-containers = containers to and from Taiwan that still move
fact-air = air cargo to and from Taiwan that still moves
fact-cross-strait = of the trade between Taiwan and the PRC that would be lost, what goes on all the same
fact-transit = ships bound elsewhere that still use the Strait
fact-transit-loss = passages through the Strait in which the ship is lost or seized
fact-transit-cleared = ships that the PRC lets pass through the Strait and covers
fact-transit-capacity = rerouted trade that finds no ship at first
fact-transit-adjustment = until fleets have adjusted
fact-damage-plants = factories’ capacity out of use in Taiwan
fact-damage-ports = port capacity out of use in Taiwan
fact-damage-grid = power grid out of use in Taiwan
fact-damage-repair = capacity repaired each week
fact-lost-customs = customs clearance out of order
fact-lost-ports = port operation out of order
fact-lost-power = power dispatch out of order
fact-lost-payments = payments out of order
fact-lost-cables = international cables out of order
fact-ships-compliance = ships to Taiwan whose owners accept the rules and may pass: { $cargo }
fact-ships-inspection = time by which inspection lengthens a voyage to Taiwan: { $cargo }
fact-ships-loss = voyages to Taiwan in which the ship is lost or seized: { $cargo }
fact-cut-sanctions = sanctions: cut of { $products } sold by { $from } to { $to }
fact-cut-retaliation = retaliation: cut of { $products } sold by { $from } to { $to }
fact-cut-boycott = boycott: cut of { $products } sold by { $from } to { $to }
fact-cut-embargo = embargo: cut of { $products } sold by { $from } to { $to }
fact-adherence = of that trade, what takes part
fact-licences-refused = export licences of { $from } to { $to } refused: { $products }
fact-licences-delay = other licences late by
fact-licences-leakage = of what is refused, what arrives through third countries
fact-finance-households = household demand lost: { $from }
fact-finance-government = government demand lost: { $from }
fact-finance-investment = investment lost: { $from }
fact-probability = probability that this is done
share-a-week = { $share } a week
everyone = every economy
everything = everything
except = { $who } (except { $others })

# Earlier publications and the bundle.
releases-heading = Publications
releases-caption = This publication and earlier ones at this place
col-published-on = Published
holds-compare = what responses and levers change, for every economy
holds-bundle = the result with every draw and all that it was made from: mist verify repeats it
