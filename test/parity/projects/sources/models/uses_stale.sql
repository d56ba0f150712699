select id from {{ source('raw', 'stale') }}
