compare-title = Qué cambia con una medida o con otro escenario
compare-reading = Los dos casos que se comparan tienen las mismas { $draws } simulaciones. El cambio es la mediana, entre las simulaciones, de la diferencia entre la pérdida del caso indicado y la del caso de base, en puntos porcentuales del valor añadido anual; es negativo si se pierde menos. Tras el signo ± figura su error estándar de Montecarlo y, a continuación, el intervalo que contiene nueve de cada diez simulaciones. Los escenarios y las medidas acotan lo que podría ocurrir; no se incluye el coste de las medidas.
compare-against = Comparado con:
compare-caption = Pérdida de valor añadido en los primeros 365 días y su cambio
col-base = Pérdida en el caso de base, %
col-with = Pérdida en el caso indicado, %
col-change = Cambio, puntos
col-change-usd = Cambio, miles de millones de USD
col-less = Simulaciones con menos pérdida, %
compare-range = (de { $low } a { $high })
compare-precision = Mundo, cambio medio: { $change } puntos, con un error de { $error }; con sorteos independientes en cada caso, el error sería de { $separate }.
compare-failed = Simulaciones descartadas por contener un valor no numérico: { $draws }.
compare-side-by-side = Comparación de escenarios
compare-side-by-side-caption = Pérdida de valor añadido en los primeros 365 días, en porcentaje del valor añadido anual: mediana e intervalo que contiene nueve de cada diez simulaciones
col-own-weights = Con las ponderaciones indicadas
compare-weights = La última columna combina los escenarios con las ponderaciones elegidas por quien elaboró esta página: { $weights }. MIST no aplica ponderaciones propias ni asigna probabilidad a ningún escenario.
compare-weighted-reading = Medias entre los escenarios, con las ponderaciones elegidas por quien elaboró esta página: { $weights }. El cambio es la media de la diferencia ponderada, simulación a simulación; tras el signo ± figura su propio error estándar de Montecarlo y, a continuación, el intervalo que contiene nueve de cada diez simulaciones de la mezcla. MIST no aplica ponderaciones propias ni asigna probabilidad a ningún escenario.

# En la ficha de una economía y en el sitio.
measured-heading = Qué cambia con respuestas y medidas preventivas
measured-caption = Pérdida de valor añadido en los primeros 365 días en las mismas simulaciones ({ $draws } o más), sin y con cada medida. Cambio: mediana de las simulaciones, su error estándar de Montecarlo e intervalo que contiene nueve de cada diez
col-lever = Respuesta o medida
col-without = Sin ella, %
col-with-it = Con ella, %
measured-note = Un valor negativo significa que se pierde menos. No se incluye el coste de la propia medida; de ninguna cifra se desprende un consejo.
measured-missing = Esta publicación no compara respuestas ni medidas. Estas dos órdenes las incorporan:
measured-data = Ver todas las respuestas y medidas

# Lo mismo en el anexo, el libro y los archivos.
table-changes = Respuestas y medidas
table-changes-about = Pérdidas en cada escenario sin y con cada respuesta o medida preventiva, en las mismas simulaciones, y la diferencia simulación por simulación; las celdas vacías indican que la cifra no tiene distribución.
column-measures = Medidas
column-measures-about = respuestas y medidas preventivas que se aplican juntas al escenario
column-change = Magnitud de la comparación
column-change-about = pérdida sin y con las medidas, su diferencia (si es negativa, se pierde menos) o la frecuencia con que tiene cada signo
column-mean-error = Error de Montecarlo de la media
column-mean-error-about = error estándar de la diferencia media, calculado con las simulaciones comunes
column-common-draws = Simulaciones comunes
column-common-draws-about = simulaciones válidas en los dos lados
column-rests-on = Obras citadas
column-rests-on-about = obras que citan los datos de las medidas, por identificador; la tabla de fuentes da la referencia completa; celda vacía si los datos no citan ninguna
change-without = pérdida sin las medidas
change-with = pérdida con las medidas
change-difference = diferencia: con menos sin
change-less = simulaciones con menos pérdida
change-more = simulaciones con más pérdida
measured-command = Orden de la comparación
measured-works = Obras que citan los datos de estas medidas:
