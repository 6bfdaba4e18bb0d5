// Package forecast says what a series will do next, and how sure that is.
//
//	series.Series -> [forecast] -> Forecast -> report
//
// In: series up to their origin. Out: quantiles for each coming period, a
// verdict (rise, flat, fall) with its probability, and the error of earlier such
// forecasts. Each method lives in a folder of its own below, implements
// Forecaster, or Global where it learns from all series at once, and passes
// forecasttest; backtest measures and mixes them on rolling origins, and
// ensemble, which alone knows them all, publishes.
//
//	naive, seasonalnaive, seasonalshape, ets, theta, arima, ... -> backtest -> ensemble
//	attention ----------------------------------------------------^
//
// reconcile makes totals the sums of their parts. ledger keeps what was published, so that it can be scored when its day comes.
package forecast
