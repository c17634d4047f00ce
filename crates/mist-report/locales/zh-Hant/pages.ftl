operation = MIST 行動（臺海衝擊評估計畫）
operation-long = MIST 行動（臺海衝擊評估計畫）
skip-link = 跳至主要內容
language-nav = 語言
footer = 以 MIST { $version } 計算，{ $date }發布。
kind = 經濟風險摘要
country-title = { $country }：臺海危機下的經濟風險
index-title = 臺海危機下的經濟風險

# 一句話摘要
brief-heading = 重點
condition = 若{ $phrase }持續約{ $duration }（{ $range }）
condition-fixed = 若{ $phrase }持續{ $duration }
condition-plain = 若發生{ $phrase }
quoted-phrase = 「{ $title }」情境
sentence-lower = { $condition }，{ $owner }第一年的產出估計將減少{ $median }（{ $range }）。
sentence-higher = { $condition }，{ $owner }第一年的產出估計將增加{ $median }（{ $range }）。
sentence-same = { $condition }，{ $owner }第一年的產出估計不受影響。
reading = 每個情境均模擬{ $draws }次，每次重新抽取不確定的數值。第一個數字為中位數，其後的區間涵蓋十分之九的模擬結果（第5至第95百分位數）。

# 表格
table-heading = 各情境的損失
table-caption = 上列為全部模擬結果的中位數，下列為涵蓋十分之九模擬結果的區間（第5至第95百分位數）。
col-scenario = 情境
col-losses = 附加價值損失（與未發生危機的同一期間相比）
col-days = 前{ $days }天
col-trade = 中斷的貿易額（前365天）
col-shortage = 首次限制生產的短缺
col-recovery = 復原所需時間
in-draws = 發生於{ $share }的模擬
no-shortage = 所有模擬均未發生
no-recovery-needed = 產出未低於95%
unrecovered = { $share }的模擬在計算期間內未復原
table-note = 中斷的貿易額，指未能進行的進口與出口，並非產出損失，不得與之相加。首次短缺，指因缺少某項投入，任一部門的生產首度受限逾1%之日。復原所需時間，指自最低點起，至附加價值回到未發生危機時的95%為止。
gain-note = 負號表示增加：其他地區的供應者可能承接部分訂單。

# 圖
charts-heading = 損失的變化與成因
fan-caption = 損失隨時間的變化
fan-unit = 每週減少的附加價值，占未發生危機時該週水準的百分比
fan-title = { $country }，{ $scenario }：附加價值每週損失
fan-x-label = 危機發生後的月數
fan-empty = 無每週數據。
fan-description = 損失的中位數於第{ $week }週達到最高，相當於該週附加價值的{ $peak }；此時十分之九的模擬結果介於{ $range }之間。計算的最後一週為第{ $end }週，中位數為{ $last }。
fan-data-caption = 附加價值每週損失（%）：模擬結果的中位數與百分位數
key-median = 中位數
key-inner = 半數模擬結果（25～75%）
key-outer = 十分之九的模擬結果（5～95%）
fan-data = 顯示每週數據
drivers-data = 顯示各項貢獻數據
col-week = 週
col-median = 中位數
drivers-caption = 損失的成因
drivers-unit = 對前365天平均損失的貢獻，以占全年附加價值的百分比表示；線段為蒙地卡羅誤差的95%區間
drivers-title = { $country }，{ $scenario }：對第一年平均損失的貢獻
drivers-description = 第一年平均損失為附加價值的{ $mean }。各項貢獻（夏普利值）：{ $parts }。
drivers-part = { $driver }{ $share }
drivers-data-caption = 對前365天平均損失的貢獻（夏普利值，總和等於平均損失）
col-driver = 管道
col-contribution = 貢獻
col-interval = 95%區間
driver-chips = 半導體
driver-energy = 臺灣的能源供應
driver-taiwan-trade = 與臺灣的其他貿易
driver-strait-transit = 臺灣海峽通行
driver-sanctions = 制裁與報復
driver-raw-materials = 關鍵原材料
driver-finance = 金融與投資
driver-damage = 臺灣境內的實體損害

# 本摘要的限制
caveats-heading = 解讀注意事項
not-forecast-heading = 不是預測。
not-forecast-text = 情境說明一旦發生會有什麼後果，並不表示是否會發生，也不表示何時發生。
not-at-risk-heading = 暴露於風險的價值不等於損失。
not-at-risk-text = 依賴臺灣或臺灣海峽的貿易與產出，大於實際會損失的部分，因為庫存、其他供應者與繞道航線可以彌補一部分。中斷的貿易、減少的產出與福祉損失是不同的量，不得相加。
not-complete-heading = 並未涵蓋全部影響。
not-complete-text = 未計入人命損失、臺灣以外地區的破壞、物價、匯率與財富的變動、貨幣與財政政策的因應、軍事支出，以及危機向其他地區的擴散。
not-in-this-run = 本次計算中，沒有任何損失歸因於下列管道：{ $drivers }。
not-official-heading = 不是官方統計。
not-official-text = 世界經濟表為模型推估：以較早年度的官方結構為基礎，依已公布的總額調整至近年水準。區間反映情境與模型參數的不確定性，不包含該表本身的不確定性。
tier-a-heading = 資料等級：A。
tier-a-text = 此經濟體在原始表中有自己的帳目。
tier-b-heading = 資料等級：B。
tier-b-text = 此經濟體係自世界其他地區分出：GDP與貿易採自身數值，生產結構則借用可比較的經濟體。其數字的可靠程度低於區間所示。
tier-rest-heading = 為餘項。
tier-rest-text = 世界其他地區彙總表中未單獨列出的經濟體；其數字適用於整體，不適用於其中任何一國。
tier-world-heading = 為總和。
tier-world-text = 全世界的數字為每次模擬中所有經濟體的總和。

# 如何重現
recipe-heading = 如何重現計算結果
recipe-note = 以相同的輸入執行相同的指令，所得數字直到最後一位都相同。蒙地卡羅誤差係指本頁第一年損失中位數的誤差。
recipe-note-world = 以相同的輸入執行相同的指令，所得數字直到最後一位都相同。蒙地卡羅誤差係指全世界第一年損失中位數的誤差。
recipe-economy = 經濟資料
recipe-year = { $year }年水準
recipe-parameters = 模型參數（SHA-256）
recipe-version = 版本
recipe-seed = 亂數種子
recipe-scenario = 情境
recipe-model = 模型
recipe-draws = 模擬{ $draws }次
recipe-attributed = 其中{ $draws }次用於計算貢獻
recipe-unconverged = 未達到設定的蒙地卡羅誤差
recipe-error = 蒙地卡羅誤差
recipe-amplification = 放大倍數（總損失相對於直接損失）
recipe-assumptions = 影響損失最大的輸入項目及其各自解釋的變異比例：
recipe-collapsed = 全球產出崩潰的模擬比例
recipe-failed = 因數值無效而排除的模擬比例
recipe-command = 指令
sources-heading = 資料來源與授權

# 索引
ranking-nav = 情境
ranking-caption = 前365天的附加價值損失：中位數，以及涵蓋十分之九模擬結果的區間（第5至第95百分位數）
ranking-note = 線段表示區間，圓點表示中位數，灰色直線表示零；箭頭表示區間向外延伸。資料等級：A為原始表中有自己的帳目，B為借用可比較經濟體的結構。
col-rank = 排名
col-rank-short = 排名
col-economy = 經濟體
col-loss-percent = 損失（占附加價值百分比）
col-strip = 區間
col-loss-usd = 損失（美元）
col-tier = 資料等級
tier-a-short = A
tier-b-short = B
tier-rest-short = 餘項
tier-world-short = 總和
