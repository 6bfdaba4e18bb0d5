// Package sheet reads series from the files people keep them in.
//
//	CSV, TSV (.gz, .zst), Parquet -> shape -> dates -> grid -> series.Series
//
// In: a wide file (first column date or step, one column a series), a long one
// (`unique_id, ds, y`, a row a value), or one of the M4 competition's (header
// V1 to Vn, a row a series). Out: series over equal periods, each with an Axis
// that names the periods, and those to come, as the file does: weeks keep their
// own weekday, months their day, dates their spelling, steps their distance.
//
// Only a file that cannot be understood at all is an error. What is wrong with
// one series is a Problem of it, what is wrong with a row a note on the file;
// all else is read.
package sheet
