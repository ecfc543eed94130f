/** What a chart shows, to be read aloud. */
export function SpokenTable({
  caption,
  columns,
  rows,
}: {
  caption: string;
  /** The first one names the rows. */
  columns: readonly string[];
  rows: readonly { key: string | number; name: string; cells: readonly string[] }[];
}) {
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, cells }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            {cells.map((words, at) => (
              <td key={columns[at + 1]}>{words}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
