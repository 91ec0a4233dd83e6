package mongo_test

import (
	"testing"

	"github.com/axsensor/lethe/tickets/store/storetest"
)

func TestContract(t *testing.T) {
	storetest.Run(t, opener(t))
}
