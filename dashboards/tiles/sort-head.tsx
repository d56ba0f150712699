import { Icon } from "../icons/icon.js";
import { useReader } from "../language/reader.js";
import type { SortOrder } from "../state/board-state.js";

interface SortHeadProps {
  label: string;
  column: string;
  sort: SortOrder;
  onSort: (column: string) => void;
  numeric?: boolean;
}

/** A column's head that sorts by it; once more turns the order round. */
export function SortHead({ label, column, sort, onSort, numeric = false }: SortHeadProps) {
  const { words } = useReader();
  const sorted = sort.column === column;
  const direction = sort.descending ? "descending" : "ascending";
  return (
    <th
      scope="col"
      className={numeric ? "number" : undefined}
      aria-sort={sorted ? direction : "none"}
    >
      <button
        type="button"
        className="sort"
        title={words.sortBy(label)}
        onClick={() => {
          onSort(column);
        }}
      >
        {label}
        <span className="sort-arrow">
          {sorted ? <Icon name={sort.descending ? "down" : "up"} /> : null}
        </span>
      </button>
    </th>
  );
}
