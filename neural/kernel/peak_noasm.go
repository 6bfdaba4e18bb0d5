//go:build !amd64

package kernel

func (d *Device) peakLoop(u Unit) (loop func(n int), perTurn int) { return nil, 0 }
