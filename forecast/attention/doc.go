// Package attention forecasts with one small network that has learnt from all
// series of a set at once.
//
//	series up to their origin, leading series -> Train -> Model -> quantiles, mean
//
// A window of about two seasons is cut into patches, each a token (Nie et al.
// 2023, PatchTST), behind the tokens of the horizon, which the encoder fills in
// as it would masked words (Woo et al. 2024, Moirai). The head gives quantiles
// of all periods at once and is trained on their pinball loss (Wen et al. 2017,
// MQ-RNN; Lim et al. 2021, TFT; Ansari et al. 2024, Chronos-Bolt). Values are
// brought to each window's own level and scale (Kim et al. 2022, RevIN).
//
// A hundred series of three years are little to learn from. So the network does
// not forecast from nothing: each horizon token weighs a few simple forecasts
// (seasonal shape times level, the last cycle, the last value, drift) by a
// softmax and adds a correction, as N-BEATS's blocks add to each other (Oreshkin
// et al. 2020). Before the first step it is their plain mean. Several networks
// of different seeds are averaged (Lakshminarayanan et al. 2017).
//
// Nothing after the origin can be read: a window is handed only what precedes
// its origin, of the leading series too.
package attention
