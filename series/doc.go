// Package series holds values over equal periods and the calendar under them.
//
//	signal (counts) -> [series] -> forecast
//
// In: values per hour, day, ISO week, month, quarter or year, or per step
// without a calendar. Out: the same, cut at an origin,
// with missing periods kept apart from zeros. A leaf: it imports nothing of
// ours. Package sheet below reads series from files.
package series
