operation = Operación MIST
operation-long = Operación MIST: Medición del Impacto de una Crisis en el Estrecho de Taiwán
skip-link = Ir al contenido
language-nav = Idiomas
footer = Calculado con MIST { $version }. Publicado el { $date }.
kind = Ficha de exposición económica
country-title = { $country }: exposición económica ante una escalada en el Estrecho de Taiwán
index-title = Exposición económica ante una escalada en el Estrecho de Taiwán

# La frase.
brief-heading = En síntesis
condition = Ante { $phrase } de aproximadamente { $duration } ({ $range })
condition-fixed = Ante { $phrase } de { $duration }
condition-plain = Ante { $phrase }
quoted-phrase = el escenario «{ $title }»
sentence-lower = { $condition }, la producción { $owner } durante el primer año sería inferior en { $median } ({ $range }).
sentence-higher = { $condition }, la producción { $owner } durante el primer año sería superior en { $median } ({ $range }).
sentence-same = { $condition }, la producción { $owner } durante el primer año no variaría.
reading = Cada escenario se ha simulado { $draws } veces, con un nuevo sorteo de los valores inciertos en cada simulación. La primera cifra es la mediana; nueve de cada diez simulaciones quedan dentro del intervalo que la acompaña (del percentil 5 al 95).

# El cuadro.
table-heading = Pérdidas por escenario
table-caption = Mediana de todas las simulaciones y, debajo, intervalo que contiene nueve de cada diez (percentiles 5 a 95).
col-scenario = Escenario
col-losses = Pérdida de valor añadido respecto de los mismos días sin crisis
col-days = Primeros { $days } días
col-trade = Comercio interrumpido, primeros 365 días
col-shortage = Primera escasez que frena la producción
col-recovery = Tiempo de recuperación
in-draws = en el { $share } de las simulaciones
no-shortage = en ninguna simulación
no-recovery-needed = la producción no baja del 95 %
unrecovered = sin recuperación dentro del período calculado en el { $share } de las simulaciones
table-note = Comercio interrumpido: importaciones y exportaciones que no llegan a realizarse; no es una pérdida de producción ni debe sumarse a ella. Primera escasez: día en que la falta de un insumo reduce por primera vez más de un 1 % la producción de un sector. Tiempo de recuperación: desde el punto más bajo hasta que el valor añadido vuelve al 95 % de su nivel sin crisis.
gain-note = El signo menos indica una ganancia: los proveedores de otros países pueden atender parte de los pedidos.

# Los gráficos.
charts-heading = Evolución de las pérdidas y factores que las explican
fan-caption = Evolución de la pérdida
fan-unit = Valor añadido perdido cada semana, en porcentaje del nivel de esa semana sin crisis
fan-title = { $country }, { $scenario }: pérdida semanal de valor añadido
fan-x-label = Meses desde el inicio de la crisis
fan-empty = No se dispone de cifras semanales.
fan-description = La mediana de la pérdida alcanza su máximo en la semana { $week }, con { $peak } del valor añadido de la semana; nueve de cada diez simulaciones quedan entonces dentro del intervalo { $range }. En la semana { $end }, la última calculada, la mediana es { $last }.
fan-data-caption = Pérdida semanal de valor añadido, en porcentaje: mediana y percentiles de las simulaciones
key-median = Mediana
key-inner = La mitad de las simulaciones (25-75 %)
key-outer = Nueve de cada diez simulaciones (5-95 %)
fan-data = Ver las cifras semanales
drivers-data = Ver las contribuciones en un cuadro
col-week = Semana
col-median = Mediana
drivers-caption = Factores que explican la pérdida
drivers-unit = Contribución a la pérdida media de los primeros 365 días, en porcentaje del valor añadido anual; la línea es el intervalo del 95 % del error de Montecarlo
drivers-title = { $country }, { $scenario }: contribuciones a la pérdida media del primer año
drivers-description = Pérdida media del primer año: { $mean } del valor añadido. Contribuciones (valores de Shapley): { $parts }.
drivers-part = { $driver }, { $share }
drivers-data-caption = Contribuciones a la pérdida media de los primeros 365 días (valores de Shapley, cuya suma es esa pérdida)
col-driver = Canal
col-contribution = Contribución
col-interval = Intervalo del 95 %
# As they stand inside a sentence; labels begin with a capital.
driver-chips = semiconductores
driver-energy = suministro energético de Taiwán
driver-taiwan-trade = resto del comercio con Taiwán
driver-strait-transit = tránsito por el Estrecho de Taiwán
driver-sanctions = sanciones y represalias
driver-raw-materials = materias primas críticas
driver-finance = finanzas e inversión
driver-damage = daños materiales en Taiwán

# Lo que esta ficha no es.
caveats-heading = Lo que esta ficha no es
not-forecast-heading = No es una predicción.
not-forecast-text = Un escenario describe qué ocurriría si llegara a producirse; no dice si se producirá ni cuándo.
not-at-risk-heading = El valor en riesgo no es una pérdida.
not-at-risk-text = El comercio y la producción que dependen de Taiwán o del Estrecho superan lo que se perdería, porque las existencias, otros proveedores y rutas más largas sustituyen una parte. El comercio interrumpido, la producción perdida y el bienestar perdido son magnitudes distintas y no deben sumarse.
not-complete-heading = No lo abarca todo.
not-complete-text = Quedan fuera las pérdidas humanas, la destrucción fuera de Taiwán, los precios, los tipos de cambio y la riqueza, las respuestas de la política monetaria y fiscal, el gasto militar y la extensión de la crisis a otras regiones.
not-in-this-run = En este cálculo no se atribuye nada a los canales siguientes: { $drivers }.
not-official-heading = No es estadística oficial.
not-official-text = La tabla de la economía mundial es una modelización: parte de una estructura oficial anterior, actualizada a un año reciente con totales publicados. El intervalo refleja la incertidumbre del escenario y de los parámetros del modelo, no la de la tabla.
tier-a-heading = Calidad de los datos: nivel A.
tier-a-text = Esta economía tiene cuentas propias en la tabla de origen.
tier-b-heading = Calidad de los datos: nivel B.
tier-b-text = Esta economía se ha separado del resto del mundo: su PIB y su comercio son los suyos, pero la estructura de su producción se toma de economías comparables. Sus cifras son menos seguras de lo que indica el intervalo.
tier-rest-heading = Es un agregado residual.
tier-rest-text = El resto del mundo reúne lo que la tabla no presenta como economía propia; sus cifras valen para el conjunto, no para cada uno de los países que lo forman.
tier-world-heading = Es una suma.
tier-world-text = Las cifras mundiales son la suma de todas las economías, simulación por simulación.

# Cómo repetirlo.
recipe-heading = Cómo repetir el cálculo
recipe-note = La misma orden con los mismos datos da las mismas cifras hasta el último dígito. El error de Montecarlo es el de la mediana de la pérdida del primer año que figura en esta página.
recipe-note-world = La misma orden con los mismos datos da las mismas cifras hasta el último dígito. El error de Montecarlo es el de la mediana de la pérdida mundial del primer año.
recipe-economy = Economía
recipe-year = niveles de { $year }
recipe-parameters = Parámetros del modelo (SHA-256)
recipe-version = Versión
recipe-seed = Semilla
recipe-scenario = Escenario
recipe-model = modelo
recipe-draws = { $draws } simulaciones
recipe-attributed = { $draws } de ellas para las contribuciones
recipe-unconverged = no se alcanzó el error de Montecarlo fijado
recipe-error = error de Montecarlo:
recipe-amplification = amplificación (pérdida total entre pérdida directa):
recipe-assumptions = datos de entrada que más influyen en la pérdida, con la parte de su varianza que explica cada uno:
recipe-collapsed = simulaciones en que se desploma la producción mundial:
recipe-failed = simulaciones descartadas por contener un valor no numérico:
recipe-command = Orden
sources-heading = Fuentes y licencias

# El índice.
ranking-nav = Escenarios
ranking-caption = Pérdida de valor añadido en los primeros 365 días: mediana e intervalo que contiene nueve de cada diez simulaciones (percentiles 5 a 95)
ranking-note = La línea representa el intervalo; el punto, la mediana; el trazo gris, el cero; una flecha indica que el intervalo continúa. Nivel de los datos: A, cuentas propias en la tabla de origen; B, estructura tomada de economías comparables.
col-rank = Posición
col-rank-short = N.º
col-economy = Economía
col-loss-percent = Pérdida, % del valor añadido
col-strip = Intervalo
col-loss-usd = Pérdida, USD
col-tier = Nivel
tier-a-short = A
tier-b-short = B
tier-rest-short = resto
tier-world-short = suma
