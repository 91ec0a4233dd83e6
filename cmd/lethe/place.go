package main

import (
	"github.com/axsensor/lethe/tickets/mongodb"
)

// place is where an installation's data lies: its documents with their blobs, and its keys.
type place struct {
	folder    string           // of this process, and of the documents and blobs when no server holds them
	server    *mongodb.Address // of the documents and blobs; nil: the folder
	keyFolder string
	keyServer *mongodb.Address // nil: keyFolder
	master    string           // source of the master key, see seal.Master
	blobLimit int64            // bytes
}

// name says where the documents are, without anything secret.
func (p place) name() string {
	if p.server == nil {
		return absolute(p.folder)
	}
	where, err := p.server.Where()
	if err != nil {
		return "mongodb" // the address was checked when it was read
	}
	return "mongodb://" + where
}

// keysName says where the keys are, without anything secret.
func (p place) keysName() string {
	return place{folder: p.keyFolder, server: p.keyServer}.name()
}
