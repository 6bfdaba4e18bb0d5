package kernel

import (
	"reflect"
	"syscall"
)

// askForHugePages advises Linux to back the whole huge pages within x by such
// (Linux, Documentation/admin-guide/mm/transhuge.rst). x is new: none of it has
// been touched. An advice that is not taken changes nothing.
func askForHugePages(x []float32) {
	const (
		page          = 2 << 20
		adviseHuge    = 14 // MADV_HUGEPAGE
		bytesPerFloat = 4
	)
	start := reflect.ValueOf(x).Pointer()
	end := (start + uintptr(len(x))*bytesPerFloat) &^ (page - 1)
	start = (start + page - 1) &^ (page - 1)
	if start < end {
		syscall.Syscall(syscall.SYS_MADVISE, start, end-start, adviseHuge)
	}
}
