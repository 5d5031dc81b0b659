//! Every piece of furniture.
