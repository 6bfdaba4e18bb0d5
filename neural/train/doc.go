// Package train runs the loop of training: accumulation, clipping, AdamW along
// a schedule, validation with early stopping, checkpoints, a log and its curve.
//
//	Task (a model with its data), kernel.Device -> [train] -> the model's weights, changed
//
// What a step sees is a function of the seed and the step's number alone, so a
// run that was killed goes on from its checkpoint to the very losses it would
// have had: on as many workers, and unless a time budget sets its end.
package train
