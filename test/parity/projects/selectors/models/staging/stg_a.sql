select id, 'a' as what from {{ source('raw', 'a') }}
