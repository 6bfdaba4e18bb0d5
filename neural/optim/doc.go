// Package optim moves weights along their gradients: AdamW with clipping by
// the global norm, and the learning rate's schedule.
//
//	nn (Params with gradients) -> [optim] -> the same Params, changed
package optim
