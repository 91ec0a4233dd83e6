package tickets

import "time"

// Product is a model that we make.
type Product struct {
	ID      string // its code, such as AX-200
	Name    string
	Family  string
	Kind    string // tilt, vibration, temperature, gateway …
	Months  int    // warranty in months
	Release []Release
	Parts   []string // part numbers
}

// Release is a firmware version of a product.
type Release struct {
	Version string
	Date    time.Time
}

// Latest is the newest firmware of the product, "" when none is known.
func (p Product) Latest() string {
	if n := len(p.Release); n > 0 {
		return p.Release[n-1].Version
	}
	return ""
}

// Unit is one serial number of a product.
type Unit struct {
	ID            string
	Serial        Personal
	Product       string // product code
	Batch         string
	Firmware      string // as delivered or last known
	Delivered     time.Time
	WarrantyUntil time.Time
	Country       string
	Customer      string   // customer id when the buyer is known to the desk
	BuyerName     Personal // as in the delivery records
	Buyer         string   // keyed tag that tells two buyers apart
}

// WarrantyAt judges the unit's warranty at a moment.
func (u Unit) WarrantyAt(t time.Time) Warranty {
	switch {
	case u.ID == "" || u.WarrantyUntil.IsZero():
		return WarrantyUnknown
	case t.Before(u.WarrantyUntil.AddDate(0, 0, 1)):
		return WarrantyIn
	}
	return WarrantyOut
}

// Customer is a person who writes to us, and their organisation.
type Customer struct {
	ID          string
	Name        Personal
	Company     Personal
	Addresses   []Personal // mail addresses, lower case
	Phones      []Personal
	Postal      Personal
	Lang        string
	LastContact time.Time
	Created     time.Time
}

// Address is the customer's first mail address.
func (c Customer) Address() Personal {
	if len(c.Addresses) == 0 {
		return Personal{}
	}
	return c.Addresses[0]
}
