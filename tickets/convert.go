package tickets

func (r *ticketRec) ticket() Ticket {
	t := Ticket{ID: r.ID, Rev: r.Rev, Number: r.Number, Subject: r.Subject, Status: Status(r.Status),
		Priority: Priority(r.Priority), Assignee: r.Assignee, Customer: string(r.Customer), Unit: string(r.Unit),
		Product: string(r.Product), Firmware: r.Firmware, Fault: r.Fault, Resolution: r.Resolution, Tags: r.Tags,
		Lang: r.Lang, Created: r.Created, Touched: r.Touched, LastContact: r.LastContact, Due: r.Due,
		AnswerBy: r.AnswerBy, WaitsForUs: r.WaitsForUs, LastMessage: r.LastMessage, Messages: r.Messages,
		Basis: Basis(r.Basis), Warranty: Warranty(r.Warranty), Forgetting: r.Forgetting, Unverified: r.Unverified,
		Related: r.Related, Problem: r.Problem}
	if r.Hold != nil {
		t.Hold = &Hold{Until: r.Hold.Until, Reason: r.Hold.Reason, By: r.Hold.By, At: r.Hold.At}
	}
	return t
}

func (r *messageRec) message() Message {
	m := Message{ID: r.ID, Ticket: r.Ticket, Kind: MessageKind(r.Kind), Author: Author(r.Author), Staff: r.Staff,
		From: Party(r.From), To: parties(r.To), Cc: parties(r.Cc), ReplyTo: parties(r.ReplyTo), Subject: r.Subject,
		At: r.At, Written: r.Written, Text: r.Text, HTML: r.HTML, Lang: r.Lang, Machine: r.Machine, Defects: r.Defects,
		HasRaw: r.Original != ""}
	for _, p := range r.Parts {
		m.Parts = append(m.Parts, Part(p))
	}
	for _, f := range r.Files {
		m.Files = append(m.Files, File(f))
	}
	return m
}

func parties(rs []partyRec) []Party {
	out := make([]Party, len(rs))
	for i, r := range rs {
		out[i] = Party(r)
	}
	return out
}

func partyRecs(ps []Party) []partyRec {
	out := make([]partyRec, len(ps))
	for i, p := range ps {
		out[i] = partyRec(p)
	}
	return out
}

func (r *deliveryRec) delivery() Delivery {
	d := Delivery{ID: r.ID, Ticket: r.Ticket, Message: r.Message, Kind: r.Kind, To: Party(r.To),
		State: DeliveryState(r.State), Attempts: r.Attempts, Queued: r.Queued, At: r.At, Code: r.Code, Bounced: r.Bounced}
	if d.State == Queued || d.State == Deferred {
		d.Next = r.Next
	}
	return d
}

func (r *customerRec) customer() Customer {
	return Customer{ID: r.ID, Name: r.Name, Company: r.Company, Addresses: r.Addresses, Phones: r.Phones,
		Postal: r.Postal, Lang: r.Lang, LastContact: r.Last, Created: r.Created}
}

func (r *unitRec) unit() Unit {
	return Unit{ID: r.ID, Serial: r.Serial, Product: string(r.Product), Batch: r.Batch, Firmware: r.Firmware,
		Delivered: r.Delivered, WarrantyUntil: r.WarrantyUntil, Country: r.Country, Customer: string(r.Customer),
		BuyerName: r.BuyerName, Buyer: r.Buyer}
}

func (r *productRec) product() Product {
	p := Product{ID: r.ID, Name: r.Name, Family: r.Family, Kind: r.Kind, Months: r.Months, Parts: r.Parts}
	for _, f := range r.Release {
		p.Release = append(p.Release, Release(f))
	}
	return p
}

func (r *accountRec) account() Account {
	roles, _ := ParseRoles(r.Roles) // what was stored was checked when it was stored
	return Account{ID: r.ID, Name: r.Name, Login: r.Login, Roles: roles, Active: r.Active, Created: r.Created,
		Prefs: Prefs{Lang: r.Lang, Theme: r.Theme, Density: r.Density, NoKeys: r.NoKeys}}
}
