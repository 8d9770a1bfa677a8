interface NumbersTableProps {
  readonly caption: string;
  /** Of the first column too. */
  readonly heads: readonly string[];
  /** Of each an id, when it is, and what was there. */
  readonly rows: readonly (readonly string[])[];
  /** Said below: what has no row. */
  readonly note?: string;
}

/** The numbers of a chart, folded until somebody wants them. */
export function NumbersTable({ caption, heads, rows, note }: NumbersTableProps) {
  return (
    <details class="numbers">
      <summary>As a table</summary>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([id, when, ...values]) => (
            <tr key={id}>
              <th scope="row">{when}</th>
              {values.map((value, index) => (
                <td key={heads[index + 1]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {note && <p class="hint">{note}</p>}
    </details>
  );
}
