# El sitio en torno a las fichas.
site-nav = Páginas de este sitio
nav-home = Inicio
nav-compare = Comparación
nav-exposure = Exposición
nav-method = Método
nav-data = Datos y licencias
site-intro = Lo que una crisis en el Estrecho de Taiwán costaría a cada economía, escenario por escenario. Cada cifra vale solo si su escenario llega a producirse.

# La búsqueda.
find-heading = Buscar una economía
find-label = Nombre o código de una economía
find-count = Resultados:

# El mapa.
map-caption = Valor añadido que se perdería en los primeros 365 días, mediana de las simulaciones, en porcentaje del valor añadido anual
map-title = { $scenario }: producción perdida por economía
map-description = Mapa del mundo. Mayores pérdidas medianas: { $largest }. Menores: { $smallest }. Todas las cifras figuran en el cuadro que sigue.
map-at-least = { $number } % o más
map-gain = mayor producción
map-rest = dentro del resto del mundo
map-note = Proyección Equal Earth; contornos de Natural Earth. Las economías demasiado pequeñas para verse aparecen como círculos. Ni las fronteras ni los nombres suponen un juicio sobre su condición jurídica.
map-elsewhere = Fuera del mapa, pero en el cuadro: { $number }.
ranking-top = Las { $number } economías que más perderían; la página del escenario las recoge todas.
scenario-more = Todas las economías, la sucesión de los hechos y las fuentes

# Las clases de cifras.
kinds-heading = Cinco clases de cifras
kinds-note = Miden cosas distintas. Ningún gráfico ni cuadro de este sitio reúne dos de ellas, y ninguna debe sumarse a otra.
kind-at-risk = En riesgo
kind-at-risk-text = Comercio, producción o PIB que depende de Taiwán, de la República Popular China o del Estrecho antes de cualquier crisis. Es más de lo que se perdería.
kind-disrupted = Interrumpido
kind-disrupted-text = Importaciones y exportaciones que no llegan a realizarse en un escenario. No son producción perdida: las existencias, otros proveedores y las entregas posteriores sustituyen una parte.
kind-lost-output = Producción perdida
kind-lost-output-text = Valor añadido por debajo de su nivel sin crisis, por día, semana o año.
kind-lost-welfare = Bienestar perdido
kind-lost-welfare-text = Lo que pierden los hogares, incluidos los precios y la escasez. MIST no lo calcula.
kind-expected = Esperado
kind-expected-text = Una pérdida multiplicada por la probabilidad de su escenario. MIST no asigna probabilidad a ningún escenario ni calcula cifras de esta clase.

# La página de un escenario.
ladder-heading = La sucesión de los hechos
ladder-caption = Duración de cada fase si se llega a ella, en días: la barra es la mediana; la línea, nueve de cada diez simulaciones
ladder-title = { $scenario }: fases y su duración
ladder-description = Fases en el orden en que se alcanzan: { $phases }.
ladder-lasts = más allá del año calculado
ladder-days = { $median } días ({ $range })
ladder-table = Fases, su duración y lo que sigue
col-phase = Fase
col-lasts = Duración
col-then = Después
then-peace = paz
then-chance = { $phase } con un { $share }
then-by-time = { $phase } con un { $share }, según lo que haya durado la fase
then-otherwise = en otro caso, { $phase }
then-always = después, { $phase }
multiples-heading = El mismo escenario en varias economías
multiples-caption = Producción perdida por semana, en porcentaje del valor añadido de la semana, todas en la misma escala: la línea es la mediana; las bandas, la mitad de las simulaciones y nueve de cada diez. Son las economías que más perderían; una flecha señala la que excede la escala.
multiples-peak = Mayor pérdida semanal, mediana: { $share }
full-ranking = Todas las economías
story-missing = El resultado no incluye el archivo del escenario.

# La comparación.
compare-all-title = Todas las economías y escenarios
compare-all-caption = Producción perdida: valor añadido que se perdería en los primeros 365 días, en porcentaje del valor añadido anual; mediana e intervalo que contiene nueve de cada diez simulaciones
disrupted-caption = Interrumpido: importaciones y exportaciones que no llegan a realizarse en los primeros 365 días; mediana e intervalo que contiene nueve de cada diez simulaciones
shading-note = Cuanto más oscura es la celda, mayor es la cifra: a partir del 1, 2, 5 y 10 %.

# La exposición de todas.
matrix-title = Exposición de todas las economías antes de cualquier crisis
matrix-caption = En riesgo: proporción de { $measure } vinculada a cada socio, siguiendo la cadena de suministro, en porcentaje
matrix-note = Una proporción en riesgo no es una pérdida. Orden según la dependencia de Taiwán.
matrix-missing = Esta publicación no incluye cifras de exposición.

# Método, datos y licencias.
method-title = Método
method-how-heading = Cómo se obtienen las cifras
method-how-text = Una tabla de la economía mundial indica qué sector de qué economía compra a cuál. Un escenario describe lo que podría ocurrir, fase por fase, con un intervalo para cada número incierto. Cada simulación toma un valor de cada intervalo y recorre un año en esa tabla, día a día: lo que deja de llegar, lo que cubren las existencias, quién puede suministrar en su lugar, qué se detiene. Muchas simulaciones dan la mediana y el intervalo.
method-limits-heading = Lo que esto no es
method-check-heading = Cómo comprobarlas
method-check-text = La misma versión, la misma semilla y los mismos datos dan las mismas cifras hasta el último dígito. Un paquete reúne un resultado con todos sus datos de entrada; con él, cualquiera puede repetir una simulación o todas y comparar.
data-title = Datos y licencias
downloads-heading = Descargas
downloads-caption = Archivos de esta publicación
col-file = Archivo
col-holds = Contenido
col-size = Tamaño
holds-summary-csv = todas las cifras publicadas, para hojas de cálculo
holds-summary-json = todas las cifras publicadas, para programas
holds-exposure = todas las cifras de exposición previa a cualquier crisis, con su derivación
holds-manifest = con qué se obtuvieron las cifras, con sumas de comprobación
holds-datapackage = descripción de los archivos (Frictionless Data)
holds-dcat = descripción del conjunto de datos (DCAT-AP)
holds-feed = novedades de esta publicación (Atom)
size-kb = { $number } kB
feed-title = { $operation }: publicaciones
feed-entry = Cifras calculadas con MIST { $version }, publicadas el { $date }

# Respuestas y medidas preventivas.
nav-measures = Respuestas y medidas
measures-title = Respuestas y medidas preventivas
measures-intro = Lo que los gobiernos podrían hacer ante una crisis y lo que puede prepararse antes. Cada medida puede aplicarse a un escenario: las mismas simulaciones, con y sin ella, muestran qué cambia. Ninguna es una recomendación.
responses-heading = Respuestas ante una crisis
levers-heading = Medidas adoptadas antes de una crisis o para atenuarla
measure-full = Texto completo, con la fuente de cada número

# Lo que ocurre en cada fase, en cifras.
facts-heading = Lo que ocurre en cada fase, en cifras
facts-caption = Mediana de cada cifra e intervalo que contiene nueve de cada diez simulaciones. Las obras citadas en las fuentes figuran más abajo.
col-what = Concepto
col-number = Cifra
col-known = Cómo se conoce
known-measured = medición
known-published-estimate = estimación publicada
known-modelled = modelización
known-judgement = apreciación
fact-sea-energy = combustible con destino a Taiwán que sigue llegando por mar
fact-sea-food = alimentos con origen o destino en Taiwán que siguen circulando por mar
fact-sea-bulk = otros graneles con origen o destino en Taiwán que siguen circulando
fact-sea-containers = contenedores con origen o destino en Taiwán que siguen circulando
fact-air = carga aérea con origen o destino en Taiwán que sigue circulando
fact-cross-strait = del comercio entre Taiwán y la RPC que se perdería, lo que se mantiene a pesar de todo
fact-transit = buques con otro destino que siguen pasando por el Estrecho
fact-transit-loss = pasos por el Estrecho en que el buque se pierde o es apresado
fact-transit-cleared = buques a los que la RPC permite el paso por el Estrecho y da cobertura
fact-transit-capacity = comercio desviado que al principio no encuentra buque
fact-transit-adjustment = tiempo hasta que las flotas se adaptan
fact-damage-plants = capacidad industrial fuera de servicio en Taiwán
fact-damage-ports = capacidad portuaria fuera de servicio en Taiwán
fact-damage-grid = red eléctrica fuera de servicio en Taiwán
fact-damage-repair = capacidad reparada
fact-lost-customs = despacho aduanero fuera de servicio
fact-lost-ports = gestión portuaria fuera de servicio
fact-lost-power = gestión de la red eléctrica fuera de servicio
fact-lost-payments = pagos fuera de servicio
fact-lost-cables = cables internacionales fuera de servicio
fact-ships-compliance = buques con destino a Taiwán cuyos armadores aceptan las normas y pueden pasar: { $cargo }
fact-ships-inspection = tiempo que la inspección alarga el viaje a Taiwán: { $cargo }
fact-ships-loss = viajes a Taiwán en que el buque se pierde o es apresado: { $cargo }
fact-cut-sanctions = sanciones: reducción de las ventas de { $products } (de: { $from }; a: { $to })
fact-cut-retaliation = represalias: reducción de las ventas de { $products } (de: { $from }; a: { $to })
fact-cut-boycott = boicot: reducción de las ventas de { $products } (de: { $from }; a: { $to })
fact-cut-embargo = embargo: reducción de las ventas de { $products } (de: { $from }; a: { $to })
fact-adherence = de ese comercio, la parte que se suma a la medida
fact-licences-refused = licencias de exportación denegadas (de: { $from }; a: { $to }): { $products }
fact-licences-delay = retraso de las demás licencias
fact-licences-leakage = de lo denegado, lo que llega a través de terceros países
fact-finance-households = demanda de los hogares que se pierde: { $from }
fact-finance-government = demanda pública que se pierde: { $from }
fact-finance-investment = inversión que se pierde: { $from }
fact-probability = probabilidad de que se adopte
share-a-week = { $share } por semana
everyone = todas las economías
everything = todos los productos
except = { $who } (salvo { $others })

# Publicaciones anteriores y el paquete.
releases-heading = Publicaciones
releases-caption = Esta publicación y las anteriores en este mismo lugar
col-published-on = Fecha
holds-compare = qué cambia con respuestas y medidas, para todas las economías
holds-bundle = el resultado con todas las simulaciones y todos sus datos de entrada: mist verify lo repite
