select id from {{ source('raw', 'warned') }}
