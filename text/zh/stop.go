package zh

import "strings"

// Stop reports whether a Chinese word, in either form, is so common that it
// tells nothing about a text.
func Stop(word string) bool {
	if len(word) > longestStop {
		return false
	}
	return stops[word] || stops[strings.Map(Simplify, word)]
}

// stopList holds particles, pronouns, prepositions, conjunctions, measure
// words, auxiliaries and the adverbs and verbs that go with anything.
const stopList = `
的 了 着 过 地 得 之 所 吗 呢 吧 啊 呀 哦 嘛 啦 哇 哈 哎 唉 嗯 喂 么 罢了 而已 似的 一样 般
我 你 您 他 她 它 我们 你们 他们 她们 它们 咱 咱们 俺 自己 本人 大家 别人 人家 彼此 自身
这 那 哪 这个 那个 哪个 这些 那些 哪些 这里 那里 哪里 这儿 那儿 哪儿 这样 那样 这么 那么 怎么 怎样 怎么样
什么 谁 何 多少 几 为什么 为何 如何 此 该 某 某些 各 各个 每 每个 另 另外 其 其他 其它 其中 其余 本 诸
是 有 没有 没 无 在 不 不是 不会 不能 不要 没法 能 能够 会 可 可以 可能 应 应该 应当 必须 需要 要 想 愿意 肯 敢
让 使 令 叫 被 把 将 给 对 对于 关于 至于 由 由于 从 自 自从 向 往 朝 到 于 以 按 按照 根据 依 依照 据 凭 随着
跟 和 与 同 及 以及 并 并且 而 而且 或 或者 还是 不但 不仅 不过 但 但是 可是 然而 虽然 尽管 即使 即便 如果 若
假如 要是 只要 只有 除非 除了 除 因为 因此 因而 所以 于是 从而 以便 以免 既 既然 无论 不论 不管 与其 宁可 比 比如
例如 譬如 像 好像 如 如同 等 等等 也 都 又 再 还 就 才 便 却 只 仅 仅仅 很 太 更 最 极 非常 十分 特别 比较 相当
挺 蛮 真 真的 好 越 越来越 已 已经 曾 曾经 正 正在 刚 刚刚 马上 立刻 常 常常 经常 总 总是 往往 一直 一向 永远 从来
忽然 突然 终于 到底 究竟 毕竟 其实 当然 果然 居然 竟然 几乎 差不多 大约 大概 也许 或许 似乎 恐怕 难道 反正 简直
一 一个 一些 一点 一点儿 一下 一下子 一种 一次 一切 有点 有些 两 个 位 件 条 张 次 种 些 只是 就是 都是 也是 还有
上 下 里 中 内 外 前 后 左 右 间 之前 之后 之间 之中 以前 以后 以来 以上 以下 以内 以外 时 时候 当 当时 现在 然后
来 去 起来 出来 下来 上去 下去 过来 过去 进行 成为 做 作 作为 说 看 知道 觉得 认为 表示 可见 称 谈 发 最近
`

var stops = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(stopList) {
		m[w] = true
	}
	return m
}()

// longestStop is three characters of three bytes each.
const longestStop = 9
