//! Rows with columns under each other.

use crate::cli::frame::{cells, fit};

/// Cells between two columns.
const GAP: usize = 2;

/// Fewest cells that a column is made narrower to.
const NARROWEST: usize = 8;

/// Lays rows out under each other. The widest columns are cut until a row fits `columns`, if that is given and
/// possible at all.
pub(in crate::cli) fn lay_out(rows: &[Vec<String>], columns: Option<usize>) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let natural = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cells(cell)).max();
    let mut widths: Vec<usize> = (0..count).map(|column| natural(column).unwrap_or(0)).collect();
    if let Some(columns) = columns {
        let room = columns.saturating_sub(GAP * count.saturating_sub(1));
        while widths.iter().sum::<usize>() > room {
            let Some(widest) = widths.iter_mut().max().filter(|widest| **widest > NARROWEST) else { break };
            *widest -= 1;
        }
    }
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, &width) in row.iter().zip(widths) {
        let cell = fit(cell, width);
        line.push_str(&cell);
        line.extend(std::iter::repeat_n(' ', width - cells(&cell) + GAP));
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Vec<String>> {
        let row = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect();
        vec![row(&["Nom", "Salon"]), row(&["Élodie", "#général"]), row(&["部屋", "#dev"])]
    }

    #[test]
    fn columns_stand_under_each_other() {
        assert_eq!(lay_out(&rows(), None), ["Nom     Salon", "Élodie  #général", "部屋    #dev"]);
    }

    #[test]
    fn the_widest_columns_give_way() {
        let long = vec![vec!["Élodie".to_owned(), "#salle-informatique".to_owned(), "#général".to_owned()]];
        assert_eq!(lay_out(&long, Some(29)), ["Élodie  #salle-inf…  #général"]);
        for columns in 0..40 {
            let widest = lay_out(&rows(), Some(columns)).iter().map(|line| cells(line)).max();
            assert!(widest <= Some(columns.max(2 * NARROWEST + GAP)), "{columns}");
        }
        assert!(lay_out(&[], Some(80)).is_empty());
        assert_eq!(lay_out(&[vec![]], Some(80)), [""]);
    }
}
