// Package reconcile makes forecasts add up: of a total and of its parts, each
// forecast by itself, it moves all by as little as makes them agree, those most
// that are known worst.
//
// In: forecasts of nodes (series), which nodes are totals of which, and errors
// the nodes' forecasts made before. Out: forecasts that add up. Where errors of
// the nodes are unbiased, no coherent and unbiased combination has a smaller
// sum of error variances (Wickramasuriya, Athanasopoulos & Hyndman 2019,
// "Optimal forecast reconciliation for hierarchical and grouped time series
// through trace minimization").
package reconcile
