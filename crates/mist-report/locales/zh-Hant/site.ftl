# 摘要所在的網站
site-nav = 本網站頁面
nav-home = 總覽
nav-compare = 比較
nav-exposure = 暴露程度
nav-method = 方法
nav-data = 資料與授權
site-intro = 臺灣海峽若發生危機，各經濟體將付出多少代價，依情境逐一呈現。每項數字僅在該情境發生時成立。

# 尋找經濟體
find-heading = 尋找經濟體
find-label = 經濟體的名稱或代碼
find-count = 符合數：

# 地圖
map-caption = 前365天減少的附加價值，為模擬結果的中位數，占全年附加價值的百分比
map-title = { $scenario }：各經濟體的產出損失
map-description = 世界地圖。損失中位數最大者：{ $largest }。最小者：{ $smallest }。所有數字見下表。
map-at-least = { $number }%以上
map-gain = 產出增加
map-rest = 屬於世界其他地區
map-note = 採Equal Earth投影，輪廓取自Natural Earth。面積過小的經濟體以圓圈表示。界線與名稱均不代表對法律地位的立場。
map-elsewhere = 未見於地圖但列於表中者：{ $number }
ranking-top = 損失最大的{ $number }個經濟體；完整排名見情境頁面。
scenario-more = 所有經濟體、事態發展與資料來源

# 數字的種類
kinds-heading = 五類數字
kinds-note = 五者衡量不同的事物。本網站的圖表從不將其中兩類並陳，任何一類均不得與另一類相加。
kind-at-risk = 暴露於風險
kind-at-risk-text = 危機發生前，依賴臺灣、中華人民共和國或臺灣海峽的貿易、產出或GDP，大於實際會損失的部分。
kind-disrupted = 中斷的貿易
kind-disrupted-text = 在某一情境下未能進行的進口與出口。這不是產出損失：庫存、其他供應者與日後交貨可以彌補一部分。
kind-lost-output = 產出損失
kind-lost-output-text = 附加價值低於未發生危機時的水準，以日、週或年計。
kind-lost-welfare = 福祉損失
kind-lost-welfare-text = 家戶的損失，包括物價與短缺。MIST不計算此項。
kind-expected = 預期損失
kind-expected-text = 損失乘以情境發生的可能性。MIST不指明任何情境的機率，也不計算此類數字。

# 情境頁面
ladder-heading = 事態發展
ladder-caption = 各階段若發生將持續的天數：長條為中位數，線段涵蓋十分之九的模擬結果
ladder-title = { $scenario }：各階段與持續時間
ladder-description = 依發生順序，各階段為：{ $phases }。
ladder-lasts = 持續至計算的一年之後
ladder-days = { $median }天（{ $range }）
ladder-table = 各階段、持續時間與後續
col-phase = 階段
col-lasts = 持續時間
col-then = 後續
then-peace = 恢復和平
then-chance = { $phase }（{ $share }）
then-by-time = { $phase }（{ $share }，視該階段持續時間而定）
then-otherwise = 其餘為{ $phase }
then-always = 接著為{ $phase }
multiples-heading = 同一情境在各經濟體的發展
multiples-caption = 每週的產出損失，占該週附加價值的百分比，均採同一刻度：線為中位數，色帶分別涵蓋半數與十分之九的模擬結果。所列為損失最大的經濟體；超出刻度者以箭頭標示。
multiples-peak = 單週最大損失（中位數）：{ $share }
full-ranking = 所有經濟體
story-missing = 結果中未包含情境檔案。

# 比較
compare-all-title = 所有經濟體與情境的比較
compare-all-caption = 產出損失：前365天減少的附加價值，占全年附加價值的百分比；中位數，以及涵蓋十分之九模擬結果的區間
disrupted-caption = 中斷的貿易：前365天未能進行的進口與出口；中位數，以及涵蓋十分之九模擬結果的區間
shading-note = 底色越深，數字越大：以1、2、5、10%為界。

# 所有經濟體的暴露程度
matrix-title = 危機發生前各經濟體的暴露程度
matrix-caption = 暴露於風險：{ $measure }中與各方相關的占比（沿供應鏈追溯，%）
matrix-note = 暴露於風險的占比不是損失。依對臺灣的依賴程度排序。
matrix-missing = 本次發布未包含暴露程度的數字。

# 方法、資料與授權
method-title = 方法
method-how-heading = 數字如何產生
method-how-text = 世界經濟表說明哪個經濟體的哪個部門向誰購買。情境逐階段說明可能發生的事，每個不確定的數值都設有區間。每次模擬從每個區間抽取一個值，在該表上逐日推演一年：哪些不再抵達、庫存可以支應多久、誰能替代供應、哪些生產停頓。大量模擬得出中位數與區間。
method-limits-heading = 解讀注意事項
method-check-heading = 如何查核
method-check-text = 相同的版本、亂數種子與輸入，所得數字直到最後一位都相同。資料包收錄一項結果及其全部輸入；任何人都可據以重跑個別或全部模擬並加以比對。
data-title = 資料與授權
downloads-heading = 下載
downloads-caption = 本次發布的檔案
col-file = 檔案
col-holds = 內容
col-size = 大小
holds-summary-csv = 所有已發布的數字，供試算表使用
holds-summary-json = 所有已發布的數字，供程式使用
holds-exposure = 危機發生前暴露程度的所有數字及其推導方式
holds-manifest = 數字的來源輸入與校驗碼
holds-datapackage = 檔案說明（Frictionless Data）
holds-dcat = 資料集說明（DCAT-AP）
holds-feed = 本次發布的消息（Atom）
size-kb = { $number } KB
feed-title = { $operation }：發布
feed-entry = 以 MIST { $version } 計算，{ $date }發布

# 因應措施與事前準備
nav-measures = 因應與準備
measures-title = 因應措施與事前準備
measures-intro = 政府在危機中可採取的作為，以及事前可做的準備。每一項都可疊加於情境之上：以相同的模擬比較採取與否，即可看出變化。各項均非建議。
responses-heading = 危機中的因應措施
levers-heading = 危機前的準備與緩解措施
measure-full = 全文與每個數字的來源

# 各階段的數字
facts-heading = 各階段發生的事：數字
facts-caption = 各項數字的中位數，以及涵蓋十分之九模擬結果的區間。來源所引文獻列於下方。
col-what = 項目
col-number = 數字
col-known = 依據
known-measured = 實測
known-published-estimate = 已發表的估計
known-modelled = 模型推估
known-judgement = 判斷
fact-sea-energy = 仍可經海路運抵臺灣的燃料
fact-sea-food = 仍可經海路進出臺灣的糧食
fact-sea-bulk = 仍可進出臺灣的其他散裝貨物
fact-sea-containers = 仍可進出臺灣的貨櫃
fact-air = 仍可進出臺灣的航空貨物
fact-cross-strait = 臺灣與中國之間本會喪失的貿易中，仍繼續進行的部分
fact-transit = 駛往他處而仍行經海峽的船舶
fact-transit-loss = 行經海峽的航次中，船舶損失或遭扣押者
fact-transit-cleared = 中國准許通過海峽並予以承保的船舶
fact-transit-capacity = 繞道貿易中起初找不到船舶的部分
fact-transit-adjustment = 船隊調整所需時間
fact-damage-plants = 臺灣無法運作的工廠產能
fact-damage-ports = 臺灣無法使用的港口能量
fact-damage-grid = 臺灣無法使用的電網
fact-damage-repair = 修復的能量
fact-lost-customs = 失靈的通關作業
fact-lost-ports = 失靈的港口營運
fact-lost-power = 失靈的電力調度
fact-lost-payments = 失靈的支付系統
fact-lost-cables = 失靈的國際海纜
fact-ships-compliance = 駛往臺灣的船舶中，船東接受規定而得以通行者：{ $cargo }
fact-ships-inspection = 檢查使駛往臺灣的航程延長的時間：{ $cargo }
fact-ships-loss = 駛往臺灣的航次中，船舶損失或遭扣押者：{ $cargo }
fact-cut-sanctions = 制裁：{ $from }售予{ $to }的{ $products }遭削減的部分
fact-cut-retaliation = 報復：{ $from }售予{ $to }的{ $products }遭削減的部分
fact-cut-boycott = 抵制：{ $from }售予{ $to }的{ $products }遭削減的部分
fact-cut-embargo = 禁運：{ $from }售予{ $to }的{ $products }遭削減的部分
fact-adherence = 上述貿易中參與措施的部分
fact-licences-refused = { $from }對{ $to }的出口許可遭拒的部分：{ $products }
fact-licences-delay = 其餘許可的延誤
fact-licences-leakage = 遭拒部分中經第三國運抵者
fact-finance-households = 減少的家戶需求：{ $from }
fact-finance-government = 減少的政府需求：{ $from }
fact-finance-investment = 減少的投資：{ $from }
fact-probability = 實施的機率
share-a-week = 每週{ $share }
everyone = 所有經濟體
everything = 所有產品
except = { $who }（{ $others }除外）

# 歷次發布與資料包
releases-heading = 歷次發布
releases-caption = 本次與先前在此處的發布
col-published-on = 發布日期
holds-compare = 因應措施與事前準備帶來的變化（所有經濟體）
holds-bundle = 收錄全部模擬與輸入的結果（可用mist verify重現）
