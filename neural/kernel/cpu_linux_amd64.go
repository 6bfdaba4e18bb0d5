package kernel

import "syscall"

// askForTiles asks the kernel to let this process use AMX's tile registers,
// 8 KiB of state that Linux saves only for those who asked (Linux,
// Documentation/arch/x86/xstate.rst). It is refused where a thread's signal
// stack could not hold them; Go's, 32 KiB, can.
func askForTiles() bool {
	const (
		archReqXcompPerm = 0x1023
		tileData         = 18 // the state's number
	)
	_, _, errno := syscall.RawSyscall(syscall.SYS_ARCH_PRCTL, archReqXcompPerm, tileData, 0)
	return errno == 0
}
