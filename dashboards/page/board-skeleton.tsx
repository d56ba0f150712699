import type { Board } from "../../server/contract.js";
import { useReader } from "../language/reader.js";

/** The board's shape while its first figures are on their way. */
export function BoardSkeleton({ board }: { board: Board }) {
  const { words } = useReader();
  return (
    <div className="tiles-skeleton">
      <p className="visually-hidden" role="status">
        {words.loading}
      </p>
      <div className="tiles" aria-hidden="true">
        {board.tiles.map((tile, index) => (
          <div key={index} className={`card skeleton ${tile.kind}-tile`} />
        ))}
      </div>
    </div>
  );
}
