// Package ledger keeps every published forecast, in a form that cannot be
// changed without being found out, and says how they turned out.
//
//	Forecast, series -> Call -> [ledger.jsonl, ledger.head] -> Score -> Card
//
// In: published forecasts (Call) and, when their periods have passed, what
// came (Score). Out: an append-only file of JSON lines in which each line
// holds the SHA-256 of the line before, a check that finds any edit, and a
// report card that shows misses first. What the chain proves and what it
// cannot is in docs/ledger.md.
//
// Errors are measured with the functions of forecast/backtest, so that a
// figure here means what it means in a backtest.
package ledger
