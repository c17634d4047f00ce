# Cifras, intervalos, dinero y tiempo. Entre la cifra y el signo va un espacio que no se parte.

language-name = Español
cldr-locale = es-ES

percent = { $number } %
percent-below = menos del { $step } %
percent-above = más del { $number } %
percent-range = { $low }-{ $high } %
percent-range-signed = de { $low } a { $high } %
points = { $number } puntos porcentuales

prose-percent = un { $number } %
prose-percent-below = menos de un { $step } %
prose-range = entre el { $low } % y el { $high } %
prose-range-from-little = entre { $low } y { $high }
prose-range-one = { $value } en todo el intervalo
prose-gain-to-loss = entre una ganancia de { $low } y una pérdida de { $high }
prose-loss-to-gain = entre una pérdida de { $low } y una ganancia de { $high }

range = { $low }-{ $high }
range-signed = de { $low } a { $high }
factor = { $median } ({ $range })

money-1-power = 6
money-1 = { $amount } millones de USD
# «1200 millones», no «1,2 mil millones»: los millones llegan hasta el billón.
money-2-power = 6
money-2 = { $amount } millones de USD
money-3-power = 12
money-3 = { $amount } billones de USD
money-none = 0 USD
money-below = menos de 1 millón de USD

day-number = día { $day }
day-range = días { $low }-{ $high }
duration-days = { $count ->
    [one] { $amount } día
   *[other] { $amount } días
}
duration-weeks = { $count ->
    [one] { $amount } semana
   *[other] { $amount } semanas
}
duration-months = { $count ->
    [one] { $amount } mes
   *[other] { $amount } meses
}
duration-years = { $count ->
    [one] { $amount } año
   *[other] { $amount } años
}

or-more = { $duration } o más

list-separator = {"; "}
list-separator-strong = {"; "}
clause = {", "}
sentence-space = {" "}

owner = de { $name }
