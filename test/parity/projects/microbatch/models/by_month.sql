select id, visited_at, page, (select count(*) from {{ ref('stg_visit').render() }}) as all_rows from {{ source('raw', 'visits') }}
