//go:build !amd64

package kernel

func (c CPU) dots8(sums *[4]int32, w []int8, x []uint8) bool { return false }
