operation = 台湾危機の影響力測定（MIST）
operation-long = 台湾危機の影響力測定（MIST）
skip-link = 本文へ
language-nav = 言語
footer = MIST { $version }により計算。{ $date }公表。
kind = 経済的リスクの要約
country-title = { $country }：台湾海峡の緊張激化による経済的リスク
index-title = 台湾海峡の緊張激化による経済的リスク

# 一文要約
brief-heading = 要点
condition = { $phrase }が約{ $duration }（{ $range }）続いた場合
condition-fixed = { $phrase }が{ $duration }続いた場合
condition-plain = { $phrase }が起きた場合
quoted-phrase = シナリオ「{ $title }」
sentence-lower = { $condition }、{ $owner }最初の1年間の生産は、{ $median }（{ $range }）減少すると試算される。
sentence-higher = { $condition }、{ $owner }最初の1年間の生産は、{ $median }（{ $range }）増加すると試算される。
sentence-same = { $condition }、{ $owner }最初の1年間の生産は変わらないと試算される。
reading = 各シナリオについて、不確実な数値を毎回引き直しながら{ $draws }回の試算を行った。初めの数値は中央値であり、それに続く範囲には試算10回のうち9回が収まる（5%点から95%点まで）。

# 表
table-heading = シナリオ別の損失
table-caption = 上段は全試算の中央値、下段は試算10回のうち9回が収まる範囲（5～95%点）。
col-scenario = シナリオ
col-losses = 付加価値の損失（危機がない場合の同期間との比較）
col-days = 最初の{ $days }日間
col-trade = 途絶する貿易額（最初の365日間）
col-shortage = 生産を制約する最初の不足
col-recovery = 回復までの期間
in-draws = 試算の{ $share }で発生
no-shortage = どの試算でも発生せず
no-recovery-needed = 生産は95%を下回らず
unrecovered = 試算の{ $share }では計算期間内に回復せず
table-note = 途絶する貿易額とは、行われなくなる輸出入の額をいう。生産の損失ではなく、これと合算してはならない。最初の不足とは、投入物の不足によりいずれかの部門の生産が初めて1%を超えて抑えられる日をいう。回復までの期間とは、最も落ち込んだ時点から、付加価値が危機のない場合の95%に戻るまでの期間をいう。
gain-note = 負の符号は増加を示す。他国の供給者が注文を肩代わりすることがあるためである。

# 図
charts-heading = 損失の推移とその要因
fan-caption = 損失の推移
fan-unit = 各週に失われる付加価値。危機がない場合の同じ週の水準に対する割合（%）
fan-title = { $country }、{ $scenario }：付加価値の週ごとの損失
fan-x-label = 危機の発生からの月数
fan-empty = 週ごとの数値はない。
fan-description = 損失の中央値は第{ $week }週に最大となり、その週の付加価値の{ $peak }に当たる。このとき試算10回のうち9回は{ $range }の範囲に収まる。計算した最後の週である第{ $end }週の中央値は{ $last }である。
fan-data-caption = 付加価値の週ごとの損失（%）：試算の中央値と分位点
key-median = 中央値
key-inner = 試算の半数（25～75%点）
key-outer = 試算10回のうち9回（5～95%点）
fan-data = 週ごとの数値を表示
drivers-data = 寄与の数値を表示
col-week = 週
col-median = 中央値
drivers-caption = 損失の要因
drivers-unit = 最初の365日間の平均損失への寄与。年間の付加価値に対する割合（%）。線はモンテカルロ誤差の95%区間
drivers-title = { $country }、{ $scenario }：最初の1年間の平均損失への寄与
drivers-description = 最初の1年間の平均損失は付加価値の{ $mean }。寄与（シャープレイ値）の内訳は、{ $parts }。
drivers-part = { $driver }{ $share }
drivers-data-caption = 最初の365日間の平均損失への寄与（シャープレイ値。合計は平均損失に等しい）
col-driver = 経路
col-contribution = 寄与
col-interval = 95%区間
driver-chips = 半導体
driver-energy = 台湾のエネルギー供給
driver-taiwan-trade = 台湾とのその他の貿易
driver-strait-transit = 台湾海峡の通航
driver-sanctions = 制裁と報復
driver-raw-materials = 重要鉱物資源
driver-finance = 金融と投資
driver-damage = 台湾における物的被害

# 留意事項
caveats-heading = 本資料の留意点
not-forecast-heading = 予測ではない。
not-forecast-text = シナリオは、それが起きた場合に何が生じるかを示すものであり、起きるかどうか、いつ起きるかを述べるものではない。
not-at-risk-heading = リスクにさらされる額は損失額ではない。
not-at-risk-text = 台湾や海峡に依存する貿易と生産は、実際に失われる額より大きい。在庫、他の供給者、迂回航路がその一部を補うためである。途絶する貿易額、失われる生産、失われる厚生はそれぞれ別の量であり、合算してはならない。
not-complete-heading = すべてを数えたものではない。
not-complete-text = 人命の損失、台湾以外での破壊、物価・為替相場・資産への影響、金融政策と財政政策による対応、軍事支出、他地域への危機の波及は含まない。
not-in-this-run = 今回の計算では、次の経路による損失は計上されていない：{ $drivers }。
not-official-heading = 公式統計ではない。
not-official-text = 世界経済の表は、過去の公式統計の構造を、公表された総額を用いて近年の水準に改めた推計である。範囲はシナリオとモデルのパラメータの不確実性を示し、表そのものの不確実性は含まない。
tier-a-heading = データ区分はA。
tier-a-text = この国・地域は、元の表に独自の勘定を持つ。
tier-b-heading = データ区分はB。
tier-b-text = この国・地域は、その他の世界から切り出したものである。GDPと貿易は固有の値であるが、生産の構造は類似の国・地域から借りている。数値の確かさは、示した範囲から受ける印象より低い。
tier-rest-heading = 残余である。
tier-rest-text = その他の世界は、表が個別に示さない国・地域をまとめたものである。数値は全体について成り立ち、その中の個々の国には当てはまらない。
tier-world-heading = 合計である。
tier-world-text = 世界全体の数値は、試算ごとにすべての国・地域を合計したものである。

# 再現の方法
recipe-heading = 再現の方法
recipe-note = 同じ入力に同じコマンドを用いれば、最後の桁まで同じ数値が得られる。モンテカルロ誤差は、本資料に示した最初の1年間の損失の中央値に関するものである。
recipe-note-world = 同じ入力に同じコマンドを用いれば、最後の桁まで同じ数値が得られる。モンテカルロ誤差は、世界全体の最初の1年間の損失の中央値に関するものである。
recipe-economy = 経済データ
recipe-year = { $year }年の水準
recipe-parameters = モデルのパラメータ（SHA-256）
recipe-version = バージョン
recipe-seed = シード
recipe-scenario = シナリオ
recipe-model = モデル
recipe-draws = 試算{ $draws }回
recipe-attributed = うち寄与の計算に{ $draws }回
recipe-unconverged = 所定のモンテカルロ誤差には達していない
recipe-error = モンテカルロ誤差
recipe-amplification = 増幅率（直接の損失に対する総損失の倍率）
recipe-assumptions = 損失を最も左右する入力と、それぞれが説明する分散の割合：
recipe-collapsed = 世界の生産が崩壊した試算
recipe-failed = 数値が得られず除外した試算
recipe-command = コマンド
sources-heading = 出典とライセンス

# 一覧
ranking-nav = シナリオ
ranking-caption = 最初の365日間における付加価値の損失：中央値と、試算10回のうち9回が収まる範囲（5～95%点）
ranking-note = 線は範囲、点は中央値、灰色の縦線はゼロを示す。矢印は範囲がさらに続くことを示す。データ区分は、Aが元の表に独自の勘定を持つもの、Bが類似の国・地域から構造を借りたもの。
col-rank = 順位
col-rank-short = 順位
col-economy = 国・地域
col-loss-percent = 損失（付加価値に対する割合）
col-strip = 範囲
col-loss-usd = 損失（米ドル）
col-tier = データ区分
tier-a-short = A
tier-b-short = B
tier-rest-short = 残余
tier-world-short = 合計
