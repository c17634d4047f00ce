//! Exposure before any shock: who depends on what, as accounting, the same way for every economy.
