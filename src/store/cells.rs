//! Rows that are read by the places of their columns: to look the name of each up takes longer than to read it.

use sea_orm::{DbErr, QueryResult, TryGetable};

/// The columns of a row, one after the other.
#[derive(Debug)]
pub struct Cells<'a> {
    row: &'a QueryResult,
    at: usize,
}

impl<'a> Cells<'a> {
    pub fn of(row: &'a QueryResult) -> Self {
        Self { row, at: 0 }
    }

    /// The next column.
    ///
    /// # Errors
    /// A column of another type, and one that is not there.
    pub fn next<T: TryGetable>(&mut self) -> Result<T, DbErr> {
        let cell = T::try_get_by_index(self.row, self.at).map_err(DbErr::from);
        self.at += 1;
        cell
    }
}

/// What some columns of a row say, in their order.
pub trait FromCells: Sized {
    /// # Errors
    /// As of [`Cells::next`].
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, DbErr>;
}

/// Has a struct read from a row whose columns are its fields, in this order; a field behind `;` is such a struct itself.
macro_rules! from_cells {
    ($name:ident { $($field:ident),* $(; $($nested:ident),+)? $(; ..$rest:ident)? }) => {
        impl $crate::store::cells::FromCells for $name {
            fn from_cells(cells: &mut $crate::store::cells::Cells<'_>) -> Result<Self, sea_orm::DbErr> {
                // Written down in this order, they are read in it.
                Ok(Self {
                    $($field: cells.next()?,)*
                    $($($nested: $crate::store::cells::FromCells::from_cells(cells)?,)+)?
                    $($rest: Default::default(),)?
                })
            }
        }
        $crate::store::cells::from_row!($name);
    };
}

/// Has a struct that [is read](FromCells) from columns be what statements give.
macro_rules! from_row {
    ($name:ident) => {
        impl sea_orm::FromQueryResult for $name {
            fn from_query_result(row: &sea_orm::QueryResult, _: &str) -> Result<Self, sea_orm::DbErr> {
                $crate::store::cells::FromCells::from_cells(&mut $crate::store::cells::Cells::of(row))
            }
        }
    };
}

pub(in crate::store) use {from_cells, from_row};
