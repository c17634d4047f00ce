compare-title = 措施或其他情境帶來的變化
compare-reading = 比較的雙方採用相同的{ $draws }次模擬。變化為各次模擬中標題一方的損失減去基準損失後的中位數，以占全年附加價值的百分點表示；損失減少時為負值。±之後為蒙地卡羅標準誤，括號內為涵蓋十分之九模擬結果的區間。情境與措施界定可能發生的範圍，措施本身的成本不計入。
compare-against = 比較基準：
compare-caption = 前365天的附加價值損失及其變化
col-base = 基準（%）
col-with = 標題一方（%）
col-change = 變化（百分點）
col-change-usd = 變化（10億美元）
col-less = 損失減少的模擬（%）
compare-range = （{ $low }至{ $high }）
compare-precision = 全世界的平均變化為{ $change }個百分點，誤差為{ $error }個百分點；若雙方各用不同的亂數，誤差將為{ $separate }個百分點。
compare-failed = 因數值無效而排除的模擬：{ $draws }次。
compare-side-by-side = 各情境並列
compare-side-by-side-caption = 前365天的附加價值損失（占全年附加價值的百分比）：中位數，以及涵蓋十分之九模擬結果的區間
col-own-weights = 依指定權重
compare-weights = 最後一欄依本頁製作者自選的權重加權合計各情境：{ $weights }。MIST不設權重，也不提供任何情境的機率。
compare-weighted-reading = 依本頁製作者自選的權重計算的各情境平均：{ $weights }。變化為逐次模擬加權差異的平均；±之後為該變化本身的蒙地卡羅標準誤，括號內為合併後涵蓋十分之九模擬結果的區間。MIST不設權重，也不提供任何情境的機率。

# 用於經濟體頁面與網站
measured-heading = 因應措施與事前準備帶來的變化
measured-caption = 前365天的附加價值損失：以相同的模擬（{ $draws }次以上）比較未採取與採取各項措施的結果。變化以模擬結果的中位數、其蒙地卡羅標準誤，以及涵蓋十分之九模擬結果的區間表示
col-lever = 因應措施或事前準備
col-without = 未採取（%）
col-with-it = 採取（%）
measured-note = 負值表示損失減少。措施本身的成本不計入；任何數字均不構成建議。
measured-missing = 本次發布未比較因應措施與事前準備。以下兩道指令可將其納入：
measured-data = 顯示所有因應措施與事前準備

# 附件、試算表與 CSV 檔
table-changes = 因應與準備
table-changes-about = 各情境在相同模擬下，未採取與採取各項因應措施或事前準備時的損失，以及逐次模擬的差額；無分布的數值，相應儲存格留空。
column-measures = 措施
column-measures-about = 一併套用於該情境的因應措施與事前準備
column-change = 比較項目
column-change-about = 未採取與採取措施時的損失、兩者差額（負值表示損失減少），或差額各正負號出現的頻率
column-mean-error = 平均數的蒙地卡羅誤差
column-mean-error-about = 平均差額的標準誤，依共同的模擬計算
column-common-draws = 共同模擬次數
column-common-draws-about = 兩邊皆計算成功的模擬次數
column-rests-on = 依據
column-rests-on-about = 措施的數值所引用文獻的識別碼，完整書目見來源表；未引用文獻者留空
change-without = 未採取措施時的損失
change-with = 採取措施時的損失
change-difference = 差額：採取減未採取
change-less = 損失較少的模擬
change-more = 損失較多的模擬
measured-command = 比較所用指令
measured-works = 這些措施的數值所引用的文獻：
