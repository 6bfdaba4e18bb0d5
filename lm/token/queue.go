package token

// queue is a binary heap with the element that comes before all others on top.
// (container/heap boxes each element.)
type queue[T interface{ Before(T) bool }] []T

// order makes a heap of elements in any order.
func (q queue[T]) order() {
	for i := len(q)/2 - 1; i >= 0; i-- {
		q.down(i)
	}
}

func (q *queue[T]) push(x T) {
	*q = append(*q, x)
	s := *q
	for i := len(s) - 1; i > 0; {
		up := (i - 1) / 2
		if !s[i].Before(s[up]) {
			break
		}
		s[up], s[i] = s[i], s[up]
		i = up
	}
}

func (q *queue[T]) pop() T {
	s := *q
	top, last := s[0], len(s)-1
	s[0] = s[last]
	*q = s[:last]
	q.down(0)
	return top
}

func (q queue[T]) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(q) {
			return
		}
		if child+1 < len(q) && q[child+1].Before(q[child]) {
			child++
		}
		if !q[child].Before(q[i]) {
			return
		}
		q[i], q[child] = q[child], q[i]
		i = child
	}
}
