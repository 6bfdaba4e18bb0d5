// Package forecast says what a series will do next, and how sure that is.
//
//	series.Series -> [forecast] -> Forecast -> report
//
// In: one series up to its origin. Out: quantiles for each coming period, a
// verdict (rise, flat, fall) with its probability, and the backtest error of
// the method that made it. Each method lives in a folder of its own below and
// implements Forecaster and passes forecasttest; backtest measures them on
// rolling origins, and auto, which alone knows them all, chooses and publishes.
//
//	naive, seasonalnaive, ets, seasonalshape -> backtest -> auto
package forecast
