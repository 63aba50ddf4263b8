import * as fc from 'fast-check'

// Property tests that name no seed of their own run with this one: what passes here passes everywhere.
fc.configureGlobal({ seed: 2012 })
