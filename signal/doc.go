// Package signal counts mentions into series and reads off them what a trend
// is doing.
//
//	corpus (appearances, mentions) -> [signal] -> Signal -> forecast, report
//
// In: the corpus's appearances up to an instant and a pack's parents. Out:
// per concept and scope mentions, heat and share of voice over equal periods,
// growth, seasonality and a stage with the rule that gave it.
package signal
