/** Small systems of linear equations. */

/**
 * Solves matrix x = right for a symmetric positive definite matrix (Cholesky; Golub and Van Loan, Matrix Computations, 4.2).
 * @param matrix n x n; its lower triangle is read
 * @returns n numbers; NaN where the matrix is not positive definite
 */
export function solveSymmetric(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length
  const lower = Array.from({ length: size }, () => new Array<number>(size).fill(0))
  const at = (row: number, column: number): number => lower[row]?.[column] ?? 0
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let rest = matrix[row]?.[column] ?? Number.NaN
      for (let inner = 0; inner < column; inner += 1) rest -= at(row, inner) * at(column, inner)
      const line = lower[row]
      if (line) line[column] = row === column ? Math.sqrt(rest) : rest / at(column, column)
    }
  }
  // Forwards through the lower triangle, then back through its transpose.
  const solution = [...right]
  for (let row = 0; row < size; row += 1) {
    let rest = solution[row] ?? 0
    for (let inner = 0; inner < row; inner += 1) rest -= at(row, inner) * (solution[inner] ?? 0)
    solution[row] = rest / at(row, row)
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let rest = solution[row] ?? 0
    for (let inner = row + 1; inner < size; inner += 1) rest -= at(inner, row) * (solution[inner] ?? 0)
    solution[row] = rest / at(row, row)
  }
  return solution
}
