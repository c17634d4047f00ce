# 要約を収めるサイト
site-nav = このサイトのページ
nav-home = 概要
nav-compare = 比較
nav-exposure = 依存度
nav-method = 方法
nav-data = データとライセンス
site-intro = 台湾海峡の危機が各国・地域にもたらす損失を、シナリオごとに示す。どの数値も、そのシナリオが起きた場合に限り成り立つ。

# 国・地域の検索
find-heading = 国・地域を探す
find-label = 国・地域の名称またはコード
find-count = 該当件数：

# 地図
map-caption = 最初の365日間に失われる付加価値。試算の中央値、年間の付加価値に対する割合（%）
map-title = { $scenario }：国・地域別の失われる生産
map-description = 世界地図。損失の中央値が大きい国・地域は、{ $largest }。小さい国・地域は、{ $smallest }。すべての数値は下の表に示す。
map-at-least = { $number }%以上
map-gain = 生産が増加
map-rest = その他の世界に含まれる
map-note = 図法はEqual Earth図法、形状はNatural Earthによる。小さくて見えない国・地域は円で示す。境界線と名称は法的地位についての見解を示すものではない。
map-elsewhere = 地図になく表にあるもの：{ $number }
ranking-top = 損失の大きい{ $number }の国・地域。全体はシナリオのページに示す。
scenario-more = すべての国・地域、事態の経過、出典

# 数値の種類
kinds-heading = 5種類の数値
kinds-note = それぞれ別のものを測る。このサイトの図と表は2種類を一緒に示すことがなく、いずれも合算してはならない。
kind-at-risk = リスクにさらされる額
kind-at-risk-text = 危機が起きる前に、台湾、中華人民共和国、または海峡に依存する貿易、生産、GDP。実際に失われる額より大きい。
kind-disrupted = 途絶する貿易額
kind-disrupted-text = シナリオのもとで行われなくなる輸出入。失われる生産ではない。在庫、他の供給者、後日の納入がその一部を補う。
kind-lost-output = 失われる生産
kind-lost-output-text = 危機がない場合の水準を下回る付加価値。日、週、年ごとに示す。
kind-lost-welfare = 失われる厚生
kind-lost-welfare-text = 物価と品不足を含めて家計が失うもの。MISTは計算しない。
kind-expected = 期待損失
kind-expected-text = 損失にシナリオの起こりやすさを掛けたもの。MISTはシナリオの確率を示さず、この種の数値を計算しない。

# シナリオのページ
ladder-heading = 事態の経過
ladder-caption = 各段階に至った場合の日数：棒は中央値、線は試算10回のうち9回
ladder-title = { $scenario }：段階とその長さ
ladder-description = 段階を至る順に並べると、{ $phases }。
ladder-lasts = 計算した1年を超えて続く
ladder-days = { $median }日（{ $range }）
ladder-table = 段階、その長さ、その後
col-phase = 段階
col-lasts = 長さ
col-then = その後
then-peace = 平時
then-chance = { $phase }（{ $share }）
then-by-time = { $phase }（{ $share }、段階の長さによる）
then-otherwise = それ以外は{ $phase }
then-always = 次に{ $phase }
multiples-heading = 各国・地域における同じシナリオ
multiples-caption = 失われる生産の週ごとの推移。その週の付加価値に対する割合を同じ目盛りで示す。線は中央値、帯は試算の半数と10回のうち9回。損失の大きい国・地域を選び、目盛りを超えるものには矢印を付す。
multiples-peak = 週ごとの損失の最大（中央値）：{ $share }
full-ranking = すべての国・地域
story-missing = 結果にシナリオのファイルが含まれていない。

# 比較
compare-all-title = すべての国・地域とシナリオの比較
compare-all-caption = 失われる生産：最初の365日間に失われる付加価値。年間の付加価値に対する割合（%）。中央値と、試算10回のうち9回が収まる範囲
disrupted-caption = 途絶する貿易額：最初の365日間に行われなくなる輸出入。中央値と、試算10回のうち9回が収まる範囲
shading-note = 色が濃いほど数値が大きい（1、2、5、10%を境とする）。

# すべての国・地域の依存度
matrix-title = 危機が起きる前の各国・地域の依存度
matrix-caption = リスクにさらされる額：{ $measure }のうち各相手に結びつく割合（サプライチェーンをたどった値、%）
matrix-note = リスクにさらされる割合は損失ではない。台湾への依存度の順に並べる。
matrix-missing = この公表物には依存度の数値が含まれていない。

# 方法、データ、ライセンス
method-title = 方法
method-how-heading = 数値の求め方
method-how-text = 世界経済の表は、どの国・地域のどの部門がどこから買うかを示す。シナリオは、起こりうることを段階ごとに示し、不確実な数値には範囲を置く。各試算は、それぞれの範囲から一つの値を引き、その表のうえで1年を1日ずつたどる。何が届かなくなるか、在庫がどこまで補うか、誰が代わりに供給できるか、何が止まるかを追う。多数の試算から中央値と範囲が得られる。
method-limits-heading = 留意点
method-check-heading = 検証の方法
method-check-text = 同じバージョン、シード、入力からは、最後の桁まで同じ数値が得られる。バンドルは結果とすべての入力を収めたものであり、これを用いれば、誰でも一部またはすべての試算をやり直して比べることができる。
data-title = データとライセンス
downloads-heading = ダウンロード
downloads-caption = この公表物のファイル
col-file = ファイル
col-holds = 内容
col-size = サイズ
holds-summary-csv = 公表したすべての数値（表計算用）
holds-summary-json = 公表したすべての数値（プログラム用）
holds-exposure = 危機が起きる前の依存度のすべての数値とその算出方法
holds-manifest = 数値のもとになった入力とチェックサム
holds-datapackage = ファイルの説明（Frictionless Data）
holds-dcat = データセットの説明（DCAT-AP）
holds-feed = この公表物の更新情報（Atom）
size-kb = { $number } KB
feed-title = { $operation }：公表
feed-entry = MIST { $version }による計算、{ $date }公表

# 対応措置と備え
nav-measures = 対応措置と備え
measures-title = 対応措置と備え
measures-intro = 危機に際して政府が取りうる措置と、事前に備えられること。いずれもシナリオに重ねることができ、同じ試算をその有無で比べると、何が変わるかが分かる。特定の措置を勧めるものではない。
responses-heading = 危機への対応措置
levers-heading = 危機の前の備えと緩和策
measure-full = 全文とすべての数値の出典

# 各段階で起きること
facts-heading = 各段階で起きること（数値）
facts-caption = 各数値の中央値と、試算10回のうち9回が収まる範囲。出典が挙げる文献は下の一覧に示す。
col-what = 項目
col-number = 数値
col-known = 根拠
known-measured = 実測
known-published-estimate = 公表された推計
known-modelled = モデルによる推計
known-judgement = 判断
fact-sea-energy = 台湾に海上輸送で届き続ける燃料
fact-sea-food = 台湾との間で海上輸送が続く食料
fact-sea-bulk = 台湾との間で輸送が続くその他のばら積み貨物
fact-sea-containers = 台湾との間で輸送が続くコンテナ
fact-air = 台湾との間で輸送が続く航空貨物
fact-cross-strait = 失われるはずの台湾と中国の間の貿易のうち、それでも続くもの
fact-transit = 他地域に向かう船舶のうち、なお海峡を通るもの
fact-transit-loss = 海峡の通航のうち、船舶が失われる、または拿捕されるもの
fact-transit-cleared = 中国が海峡の通航を認めて補償する船舶
fact-transit-capacity = 迂回する貿易のうち、当初は船腹が見つからないもの
fact-transit-adjustment = 船隊が対応するまでの期間
fact-damage-plants = 台湾で稼働できない工場の能力
fact-damage-ports = 台湾で使えない港湾の能力
fact-damage-grid = 台湾で使えない送電網
fact-damage-repair = 復旧する能力
fact-lost-customs = 機能しない通関
fact-lost-ports = 機能しない港湾運営
fact-lost-power = 機能しない給電指令
fact-lost-payments = 機能しない決済
fact-lost-cables = 機能しない国際通信ケーブル
fact-ships-compliance = 台湾行きの船舶のうち、船主が規則に応じて通過できるもの：{ $cargo }
fact-ships-inspection = 検査による台湾行きの航海の延び：{ $cargo }
fact-ships-loss = 台湾行きの航海のうち、船舶が失われる、または拿捕されるもの：{ $cargo }
fact-cut-sanctions = 制裁：{ $from }から{ $to }への{ $products }の販売の削減
fact-cut-retaliation = 報復：{ $from }から{ $to }への{ $products }の販売の削減
fact-cut-boycott = ボイコット：{ $from }から{ $to }への{ $products }の販売の削減
fact-cut-embargo = 禁輸：{ $from }から{ $to }への{ $products }の販売の削減
fact-adherence = その貿易のうち、措置に加わるもの
fact-licences-refused = { $from }から{ $to }への輸出許可のうち不許可となるもの：{ $products }
fact-licences-delay = その他の輸出許可の遅れ
fact-licences-leakage = 不許可となった分のうち、第三国を経て届くもの
fact-finance-households = 失われる家計の需要：{ $from }
fact-finance-government = 失われる政府の需要：{ $from }
fact-finance-investment = 失われる投資：{ $from }
fact-probability = 実施される確率
share-a-week = 週{ $share }
everyone = すべての国・地域
everything = すべての品目
except = { $who }（{ $others }を除く）

# これまでの公表とバンドル
releases-heading = 公表の一覧
releases-caption = この場所における今回とこれまでの公表
col-published-on = 公表日
holds-compare = 対応措置と備えによる変化（すべての国・地域）
holds-bundle = すべての試算と入力を収めた結果（mist verifyで再現できる）
