compare-title = 対策や別のシナリオによる変化
compare-reading = 比較する両者は、同じ{ $draws }回の試算からなる。変化は、見出しに挙げた側の損失から基準の損失を差し引いた値の全試算での中央値であり、年間の付加価値に対するポイントで示す。損失が減る場合は負となる。±の後はモンテカルロ標準誤差、続くかっこ内は試算10回のうち9回が収まる範囲である。シナリオと対策は起こりうることの幅を示すものであり、対策そのものの費用は含まない。
compare-against = 比較の基準：
compare-caption = 最初の365日間の付加価値の損失とその変化
col-base = 基準（%）
col-with = 見出しの側（%）
col-change = 変化（ポイント）
col-change-usd = 変化（10億ドル）
col-less = 損失が減る試算（%）
compare-range = （{ $low }～{ $high }）
compare-precision = 世界全体の平均の変化は{ $change }ポイント、その誤差は{ $error }ポイントである。両者で別々の乱数を用いた場合、誤差は{ $separate }ポイントとなる。
compare-failed = 数値が得られず除外した試算：{ $draws }回。
compare-side-by-side = シナリオの比較一覧
compare-side-by-side-caption = 最初の365日間の付加価値の損失（年間の付加価値に対する%）：中央値と、試算10回のうち9回が収まる範囲
col-own-weights = 指定した重みによる値
compare-weights = 最後の列は、このページの作成者が選んだ重みで各シナリオを合成した値である：{ $weights }。MISTは独自の重みを設けておらず、どのシナリオの確率も示さない。
compare-weighted-reading = このページの作成者が選んだ重みによるシナリオの平均である：{ $weights }。変化は、試算ごとの差を重み付けした値の平均である。±の後はその変化自体のモンテカルロ標準誤差、続くかっこ内は合成した試算10回のうち9回が収まる範囲である。MISTは独自の重みを設けておらず、どのシナリオの確率も示さない。

# 国・地域のページとサイトで使う
measured-heading = 対応措置と備えによる変化
measured-caption = 最初の365日間の付加価値の損失。同じ試算（{ $draws }回以上）で、各措置がない場合とある場合を比べる。変化は全試算の中央値、そのモンテカルロ標準誤差、試算10回のうち9回が収まる範囲で示す
col-lever = 対応措置・備え
col-without = ない場合（%）
col-with-it = ある場合（%）
measured-note = 負の値は損失が減ることを示す。措置そのものの費用は含まない。数値はいかなる助言も意味しない。
measured-missing = この公表物では対応措置や備えを比較していない。次の二つのコマンドで追加できる。
measured-data = すべての対応措置と備えを表示

# 付属資料・表計算ファイル・CSV
table-changes = 対応措置と備え
table-changes-about = 各シナリオの損失を、同じ試算で対応措置や備えがない場合とある場合について示し、試算ごとの差を加えたもの。分布を持たない数値の欄は空欄とする。
column-measures = 措置
column-measures-about = シナリオに重ねた対応措置と備え
column-change = 比較する量
column-change-about = 措置がない場合とある場合の損失、両者の差（負の値は損失が減ることを示す）、差がどちらの符号になるかの頻度
column-mean-error = 平均のモンテカルロ誤差
column-mean-error-about = 平均の差の標準誤差。共通の試算に基づく
column-common-draws = 共通の試算回数
column-common-draws-about = どちらの側でも計算できた試算の回数
column-rests-on = 典拠
column-rests-on-about = 措置の数値が引用する文献の識別子。書誌は出典の表に示す。引用する文献がない場合は空欄とする
change-without = 措置がない場合の損失
change-with = 措置がある場合の損失
change-difference = 差（ある場合からない場合を引いたもの）
change-less = 損失が減る試算
change-more = 損失が増える試算
measured-command = 比較のコマンド
measured-works = これらの措置の数値が引用する文献：
