package signal

import "fmt"

// Rule is why a signal has its stage: a named rule with the figures that met
// it. The zero value says nothing.
type Rule struct {
	Name    RuleName
	Figures []float64 // in the order its text names them
}

// RuleName names a rule; some compare with one of two moments, and end in it.
type RuleName string

// The rules. RuleUp, RuleDown and RuleHolds are joined with what they compare
// with: RuleUp+AgainstYear.
const (
	RuleSilent RuleName = "silent"
	RuleSeason RuleName = "season"
	RuleFaded  RuleName = "faded"
	RuleYoung  RuleName = "young"
	RuleUp     RuleName = "up "
	RuleDown   RuleName = "down "
	RulePast   RuleName = "past its best"
	RuleHolds  RuleName = "holds "

	AgainstYear   RuleName = "on a year before"
	AgainstBefore RuleName = "on the window before"
)

// ruleTexts are the rules in words, figures in the same order in every
// language. z is the deviate of Huffman's test (see surprise).
var ruleTexts = map[RuleName][2]string{
	RuleSilent: {"%.0f mentions in the last year", "近一年只有 %.0f 次提及"},
	RuleSeason: {"the month of the year explains %.0f %% of its movement", "月份解释了其波动的 %.0f%%"},
	RuleFaded:  {"share %.2f is under a tenth of its best, %.2f", "声量份额 %.2f，不足最高值 %.2f 的十分之一"},
	RuleYoung: {
		"share %.2f is %.1f times that of the year before (z %.1f); %.0f of its %.0f mentions are from the last year",
		"声量份额 %.2f，是此前一年的 %.1f 倍（z %.1f）；近一年提及 %.0f 次，累计 %.0f 次",
	},
	RuleUp + AgainstYear:     {"share up %.0f %% on a year before (z %.1f)", "声量份额同比上升 %.0f%%（z %.1f）"},
	RuleUp + AgainstBefore:   {"share up %.0f %% on the window before (z %.1f)", "声量份额较上一窗口上升 %.0f%%（z %.1f）"},
	RuleDown + AgainstYear:   {"share down %.0f %% on a year before (z %.1f)", "声量份额同比下降 %.0f%%（z %.1f）"},
	RuleDown + AgainstBefore: {"share down %.0f %% on the window before (z %.1f)", "声量份额较上一窗口下降 %.0f%%（z %.1f）"},
	RulePast:                 {"share %.2f is under half of its best, %.2f", "声量份额 %.2f，不足最高值 %.2f 的一半"},
	RuleHolds + AgainstYear:  {"share %.2f holds against a year before (z %.1f); its best is %.2f", "声量份额 %.2f，与上年同期持平（z %.1f），最高值 %.2f"},
	RuleHolds + AgainstBefore: {
		"share %.2f holds against the window before (z %.1f); its best is %.2f",
		"声量份额 %.2f，与上一窗口持平（z %.1f），最高值 %.2f",
	},
}

// Text is the rule with its figures in English ("en") or Chinese ("zh").
func (r Rule) Text(lang string) string {
	text, ok := ruleTexts[r.Name]
	if !ok {
		return ""
	}
	figures := make([]any, len(r.Figures))
	for i, v := range r.Figures {
		figures[i] = v
	}
	if lang == "zh" {
		return fmt.Sprintf(text[1], figures...)
	}
	return fmt.Sprintf(text[0], figures...)
}

// String is the rule in English.
func (r Rule) String() string { return r.Text("en") }
