// Package backtest measures forecasters on rolling origins and says what may
// be expected of them.
//
//	series -> Roll -> windows -> Choose   -> a method for each series
//	                          -> Outlooks -> interval, verdict and odds
//	                          -> Evaluate -> Table, seasonal naive first
//
// Everything said at an origin comes from values before it: methods see the
// past only, and choices, intervals and odds come from windows that had ended
// by then (Tashman 2000, "Out-of-sample tests of forecasting accuracy").
// forecast/auto puts it together with the methods.
//
// It imports two methods, naive and seasonal naive, because every error is
// measured against theirs.
package backtest
