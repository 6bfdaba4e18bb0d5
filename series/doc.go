// Package series holds values over equal periods and the calendar under them.
//
//	signal (counts) -> [series] -> forecast
//
// In: values per day, ISO week or month. Out: the same, cut at an origin,
// with missing periods kept apart from zeros. A leaf: it imports nothing of
// ours.
package series
